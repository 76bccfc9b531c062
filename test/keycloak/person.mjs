// How the end user answers Keycloak's pages.
import { browserOf } from '../independent_servers/browser.mjs'
import { USER } from './administration.mjs'

/** The user, signed in nowhere yet, who agrees unless a test says otherwise. */
export const person = (keycloak) => browserOf(keycloak, agree)

/** Signs in, and says yes to whatever is asked. */
export function agree({ fields, names }) {
  if (names.includes('password')) return { ...fields, username: USER.username, password: USER.password }
  if (names.includes('accept')) return { ...fields, accept: 'Yes' }
}

/** Signs in, and says no when asked for consent. */
export function refuse(form) {
  if (form.names.includes('cancel')) return { ...form.fields, cancel: 'No' }
  return agree(form)
}
