// Runs the tables of UPGRADING.md: both sides of each row against the same server.
import * as arcticLibrary from 'arctic'
import * as openidClient from 'openid-client'
import { arctic } from './arctic.mjs'
import { openidClient5 } from './openid_client_5.mjs'
import { grants } from './openid_client_6/grants.mjs'
import { settings } from './openid_client_6/settings.mjs'
import { signIn } from './openid_client_6/sign_in.mjs'
import { checkTable, expectRowsFor, playTable } from './rows.mjs'

playTable('From openid-client 6', openidClient, { ...signIn, ...grants, ...settings })
expectRowsFor('From openid-client 6', Object.keys(openidClient))

checkTable('From openid-client 5', openidClient5)

playTable('From arctic', arcticLibrary, arctic)
expectRowsFor('From arctic', [
  ...Object.keys(arcticLibrary).filter((name) => name === 'OAuth2Client' || !isProvider(arcticLibrary[name])),
  ...methodsOf(arcticLibrary.OAuth2Client),
  ...methodsOf(arcticLibrary.OAuth2Tokens),
])

function isProvider(value) {
  return typeof value?.prototype?.createAuthorizationURL === 'function'
}

function methodsOf({ prototype }) {
  return Object.getOwnPropertyNames(prototype).filter((name) => name !== 'constructor')
}
