import DefaultTheme from 'vitepress/theme'
import SequenceDiagram from './SequenceDiagram.vue'
import './site.css'

export default {
  extends: DefaultTheme,
  enhanceApp({ app }) {
    app.component('SequenceDiagram', SequenceDiagram)
  },
}
