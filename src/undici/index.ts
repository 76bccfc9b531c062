export {
  type UndiciDispatcher,
  type UndiciFetch,
  type UndiciFetchInit,
  type UndiciFetchOptions,
  undiciFetch,
} from './undici_fetch.ts'
