export { type UndiciDispatcher, type UndiciFetch, type UndiciFetchOptions, undiciFetch } from './undici_fetch.ts'
