// The one place that names the library under test: the package by its own name, which leads to dist/.
export * from 'relying'
