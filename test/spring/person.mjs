// How the end user fills in the pages of Spring Security.
import { browserOf } from '../independent_servers/browser.mjs'
import { USER } from './clients.mjs'

/** The user, not yet signed in, who approves unless a test says otherwise. */
export const person = (spring) => browserOf(spring, agree)

/** Signs in, and ticks everything. */
export function agree({ fields, names, boxes }) {
  if (names.includes('password')) return { ...fields, username: USER.username, password: USER.password }
  if (isConsent(names)) return [...Object.entries(fields), ...boxes]
}

/** Signs in, and ticks nothing, like the page's cancel button. */
export function refuse(form) {
  return isConsent(form.names) ? form.fields : agree(form)
}

function isConsent(names) {
  return names.includes('client_id') && names.includes('state')
}
