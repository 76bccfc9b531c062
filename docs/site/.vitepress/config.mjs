import { defineConfig } from 'vitepress'
import { slug } from '../../../tools/markdown_links.mjs'
import { mermaid } from './mermaid.mjs'
import { sidebar } from './sidebar.mjs'

const icon = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><circle cx="12" cy="16" r="7" fill="none"
stroke="#3f6fb5" stroke-width="5"/><path d="M18 16h12M26 16v6" stroke="#3f6fb5" stroke-width="5" fill="none"/></svg>`

export default defineConfig({
  title: 'relying',
  description: 'OAuth 2 and OpenID Connect for clients, in every JavaScript runtime',
  lang: 'en',
  srcDir: '.cache/pages',
  outDir: '.cache/site',
  cacheDir: '.cache/vitepress',
  head: [['link', { rel: 'icon', href: `data:image/svg+xml,${encodeURIComponent(icon)}` }]],
  markdown: {
    // the same anchors as where the repository is read
    anchor: { slugify: slug },
    toc: { slugify: slug },
    headers: { slugify: slug },
    config: mermaid,
  },
  themeConfig: {
    nav: [
      { text: 'Guides', link: '/guide/', activeMatch: '/guide/' },
      { text: 'Examples', link: '/examples/', activeMatch: '/examples/' },
      { text: 'Reference', link: '/api/', activeMatch: '/api/' },
      { text: 'Errors', link: '/errors/' },
      { text: 'Specifications', link: '/specifications/', activeMatch: '/specifications/' },
      { text: 'Upgrading', link: '/upgrading' },
    ],
    sidebar: sidebar(),
    outline: [2, 3],
    search: {
      provider: 'local',
      // who looks for a word wants the guide first, then the function, then the small print
      options: {
        miniSearch: {
          searchOptions: {
            boostDocument: (id) => (id.includes('/guide/') ? 4 : /\/(api|errors)\//.test(id) ? 2 : 1),
          },
        },
      },
    },
    footer: { message: 'MIT licence' },
  },
  vite: { build: { chunkSizeWarningLimit: 4000 } },
})
