// `require` of the ES module: one copy of the library, however it is loaded.
import { deepEqual, equal } from './assert.mjs'
import { check } from './check.mjs'
import * as oauth from './library.mjs'

check('node modules: require() returns the same functions as import', (host) => {
  const required = host.require(host.library)
  deepEqual(Object.keys(required).sort(), Object.keys(oauth).sort())
  for (const [name, value] of Object.entries(oauth)) equal(required[name], value, name)
})
