import { testPlans } from '../plans.ts'
import { outside, plans } from './plans.ts'

testPlans({
  subject: 'FAPI',
  folder: new URL('.', import.meta.url),
  page: new URL('README.md', import.meta.url),
  plans,
  outside,
  name: /^fapi.+-client-/,
})
