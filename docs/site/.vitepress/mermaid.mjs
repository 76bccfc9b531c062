/** Has code blocks in the language `mermaid` drawn; without JavaScript the text stays. */
export function mermaid(markdown) {
  const fence = markdown.renderer.rules.fence
  markdown.renderer.rules.fence = (tokens, index, options, env, self) => {
    const { info, content } = tokens[index]
    if (info.trim() !== 'mermaid') return fence(tokens, index, options, env, self)
    return `<SequenceDiagram source="${encodeURIComponent(content)}" />`
  }
}
