// How the end user answers the pages of Spring Security.
import { browserOf } from '../independent_servers/browser.mjs'
import { USER } from './clients.mjs'

/** The user, signed in nowhere yet, who agrees unless a test says otherwise. */
export const person = (spring) => browserOf(spring, agree)

/** Signs in, and ticks whatever is asked. */
export function agree({ fields, names, boxes }) {
  if (names.includes('password')) return { ...fields, username: USER.username, password: USER.password }
  if (isConsent(names)) return [...Object.entries(fields), ...boxes]
}

/** Signs in, and ticks nothing: what the page's button to cancel does. */
export function refuse(form) {
  return isConsent(form.names) ? form.fields : agree(form)
}

function isConsent(names) {
  return names.includes('client_id') && names.includes('state')
}
