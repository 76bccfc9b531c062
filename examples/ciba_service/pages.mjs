// The two pages. `html` escapes all inserted values.

import { html, raw } from 'hono/html'

const page = (title, body, script = '') => html`<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8" />
    <meta name="viewport" content="width=device-width, initial-scale=1" />
    <title>${title}</title>
    <link rel="stylesheet" href="/style.css" />
    ${script}
  </head>
  <body>
    <main>${body}</main>
  </body>
</html>`

export const formPage = () =>
  page(
    'Sign in',
    html`<h1>Sign in</h1>
      <p>You will be asked on your phone.</p>
      <form method="post" action="/sign-ins">
        <label>User name <input name="login_hint" required autocomplete="username" autofocus /></label>
        <button>Sign in</button>
      </form>`,
  )

export const signInPage = (signIn) =>
  page(
    'Signing in',
    html`<h1>Signing in</h1>
      <section id="sign-in" aria-live="polite" data-status="${signIn.status}">
        <p id="headline">One moment …</p>
        <p id="code">Code <b>${signIn.bindingMessage}</b>: the same one must be on your phone.</p>
        <p id="detail"></p>
      </section>
      <p><a href="/">Start again</a></p>`,
    html`<script src="/live.js" defer></script>`,
  )

/** Runs in the browser: shows each event. The browser reconnects by itself if the connection breaks. */
export const liveScript = `const section = document.querySelector('#sign-in')
const headlines = {
  starting: 'Asking your provider …',
  waiting: 'Look at your phone.',
  signed_in: 'You are signed in.',
  refused: 'You said no on your phone.',
  start_again: 'That did not work. Please start again.',
}
const events = new EventSource(location.pathname + '/events')
events.addEventListener('sign-in', ({ data }) => {
  const { status, user, attempts, expiresAt, reason } = JSON.parse(data)
  section.dataset.status = status
  section.querySelector('#headline').textContent = headlines[status]
  section.querySelector('#detail').textContent =
    status === 'waiting'
      ? 'You have until ' + new Date(expiresAt * 1000).toLocaleTimeString() + '.' + (attempts ? ' Asked ' + attempts + '×.' : '')
      : status === 'signed_in'
        ? user.name + ' <' + user.email + '>'
        : (reason ?? '')
  if (status !== 'starting' && status !== 'waiting') events.close()
})
`

export const style =
  raw(`body { font: 1.1rem/1.5 system-ui, sans-serif; margin: 0; background: #f4f5f7; color: #1c2430 }
main { max-width: 28rem; margin: 12vh auto; padding: 2rem; background: #fff; border-radius: .75rem; box-shadow: 0 1px 6px #0002 }
h1 { font-size: 1.3rem; margin: 0 0 1rem }
label { display: block; margin: 1rem 0 }
input { font: inherit; width: 100%; box-sizing: border-box; padding: .4rem .6rem }
button { font: inherit; padding: .5rem 1.2rem; border: 0; border-radius: .4rem; background: #2257c9; color: #fff }
#headline { font-weight: 600; border-left: .3rem solid #8a94a6; padding-left: .8rem }
[data-status=waiting] #headline { border-color: #e0a100 }
[data-status=signed_in] #headline { border-color: #1b8a4b }
[data-status=refused] #headline, [data-status=start_again] #headline { border-color: #c23b3b }
[data-status=signed_in] #code, [data-status=refused] #code, [data-status=start_again] #code { display: none }
`).toString()
