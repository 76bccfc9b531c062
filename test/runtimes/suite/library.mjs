// The only place that names the library under test: the package by its own name, which resolves to dist/.
export * from 'relying'
