import { testPlans } from '../plans.ts'
import { outside, plans } from './plans.ts'

testPlans({
  subject: 'OpenID Connect',
  folder: new URL('.', import.meta.url),
  page: new URL('../README.md', import.meta.url),
  plans,
  outside,
  name: /^oidcc-client-test/,
})
