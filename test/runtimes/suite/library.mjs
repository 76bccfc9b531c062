// The one place that names the library under test.
export * from 'oauth4webapi'
