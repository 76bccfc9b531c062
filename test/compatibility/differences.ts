export interface Difference {
  number: number
  sameAs?: (data: import('./value.ts').Case, pair: import('./compare.ts').Pair) => import('./value.ts').Case | undefined
  recognises?: (pair: import('./compare.ts').Pair) => boolean
}
export const differences: Difference[] = []
