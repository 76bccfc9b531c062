/** An error of the caller's own, which must come through untouched. */
export class Canned extends Error {
  override name = 'Canned'
}
