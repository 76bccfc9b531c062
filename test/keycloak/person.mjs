// How the end user fills in Keycloak's pages.
import { browserOf } from '../independent_servers/browser.mjs'
import { USER } from './administration.mjs'

/** The user, not yet signed in, who approves unless a test says otherwise. */
export const person = (keycloak) => browserOf(keycloak, agree)

/** Signs in, and approves everything. */
export function agree({ fields, names }) {
  if (names.includes('password')) return { ...fields, username: USER.username, password: USER.password }
  if (names.includes('accept')) return { ...fields, accept: 'Yes' }
}

/** Signs in, and refuses consent. */
export function refuse(form) {
  if (form.names.includes('cancel')) return { ...form.fields, cancel: 'No' }
  return agree(form)
}
