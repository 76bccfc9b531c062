/** Differences planted on purpose: a comparison that misses one of them proves nothing. */
import type { Callable, Library } from './libraries.ts'

export interface Planted {
  what: string
  /** The generator or family that must find it. */
  only: string
  plant: (library: Library) => Record<string, unknown>
}

/** The result of an exported function, changed. */
const results =
  (fn: string, change: (result: never) => unknown): Planted['plant'] =>
  (library) => ({
    [fn]: async (...args: unknown[]) => change((await (library[fn] as Callable)(...args)) as never),
  })

/** The error of an exported function, changed. */
const errors =
  (fn: string, change: (error: never, args: unknown[]) => unknown): Planted['plant'] =>
  (library) => ({
    [fn]: async (...args: unknown[]) => {
      try {
        return await (library[fn] as Callable)(...args)
      } catch (error) {
        throw change(error as never, args)
      }
    },
  })

/** The options of a call, changed by a fetch function in between. */
const fetches =
  (fn: string, change: (url: string, init: never) => unknown[]): Planted['plant'] =>
  (library) => ({
    [fn]: (...args: unknown[]) => {
      const options = args.at(-1) as Record<symbol, Callable> | undefined
      const custom = library.customFetch as symbol
      const fetch = options?.[custom]
      if (!fetch) return (library[fn] as Callable)(...args)
      const between = (url: unknown, init: unknown) => fetch(...change(url as string, init as never))
      return (library[fn] as Callable)(...args.slice(0, -1), { ...options, [custom]: between })
    },
  })

const reversed = (object: object) => Object.fromEntries(Object.entries(object).reverse())

export const planted: Planted[] = [
  {
    what: 'null instead of undefined',
    only: 'processRevocationResponse',
    plant: results('processRevocationResponse', () => null),
  },
  {
    what: 'members in another order',
    only: 'processPushedAuthorizationResponse',
    plant: results('processPushedAuthorizationResponse', reversed),
  },
  {
    what: 'an object without a prototype',
    only: 'processDeviceAuthorizationResponse',
    plant: results('processDeviceAuthorizationResponse', (body: object) => Object.setPrototypeOf(body, null)),
  },
  {
    what: 'another code',
    only: 'processDiscoveryResponse',
    plant: errors('processDiscoveryResponse', (error: { code?: string }) => {
      if (error.code === 'OAUTH_PARSE_ERROR') error.code = 'OAUTH_INVALID_RESPONSE'
      return error
    }),
  },
  {
    what: 'another class',
    only: 'processBackchannelAuthenticationResponse',
    plant: errors('processBackchannelAuthenticationResponse', (error: Error) =>
      error.name === 'OperationProcessingError' ? Object.assign(new Error(error.message), { ...error }) : error,
    ),
  },
  {
    what: 'an enumerable cause',
    only: 'processIntrospectionResponse: JSON',
    plant: errors('processIntrospectionResponse', (error: Error) =>
      error.cause && error.name === 'OperationProcessingError'
        ? Object.defineProperty(error, 'cause', { enumerable: true })
        : error,
    ),
  },
  {
    what: 'a cause with one member less',
    only: 'processUserInfoResponse: JWT',
    plant: errors('processUserInfoResponse', (error: { cause?: Record<string, unknown> }) => {
      if (typeof error.cause === 'object' && error.cause !== null) delete error.cause.tolerance
      return error
    }),
  },
  {
    what: 'a body that is read but should not be',
    only: 'processDynamicClientRegistrationResponse',
    plant: errors('processDynamicClientRegistrationResponse', (error: Error, [response]) => {
      if (error.name === 'WWWAuthenticateChallengeError') (response as Response).text().catch(() => undefined)
      return error
    }),
  },
  {
    what: 'one header more',
    only: 'revocationRequest: arguments',
    plant: fetches('revocationRequest', (url, init: { headers: object }) => [
      url,
      { ...init, headers: { ...init.headers, 'x-planted': '1' } },
    ]),
  },
  {
    what: 'parameters in another order',
    only: 'pushedAuthorizationRequest: arguments',
    plant: fetches('pushedAuthorizationRequest', (url, init: { body: URLSearchParams }) => [
      url,
      { ...init, body: new URLSearchParams([...init.body].reverse()) },
    ]),
  },
  {
    what: 'a body of another class',
    only: 'deviceAuthorizationRequest: arguments',
    plant: fetches('deviceAuthorizationRequest', (url, init: { body: URLSearchParams }) => [
      url,
      { ...init, body: String(init.body) },
    ]),
  },
  {
    what: 'a URL that is not a string',
    only: 'resourceDiscoveryRequest',
    plant: fetches('resourceDiscoveryRequest', (url, init) => [new URL(url), init]),
  },
  {
    what: 'a second request',
    only: 'refreshTokenGrantRequest: endpoints',
    plant: (library) => ({
      refreshTokenGrantRequest: async (...args: unknown[]) => {
        await (library.refreshTokenGrantRequest as Callable)(...args)
        return (library.refreshTokenGrantRequest as Callable)(...args)
      },
    }),
  },
  {
    what: 'an error thrown instead of a rejection',
    only: 'issueRequestObject',
    plant: (library) => ({
      issueRequestObject: (...args: unknown[]) => {
        if (typeof args[3] !== 'object') throw new TypeError('planted')
        return (library.issueRequestObject as Callable)(...args)
      },
    }),
  },
]
