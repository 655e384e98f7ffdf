import KernelInterface

extension KernelTable {
  /// The same with matrix products of operands rounded to bfloat16, their sums and all other work
  /// in `Float`; nil for narrower vectors, or where processor or system do not allow it.
  func inBfloat16() -> KernelTable? {
    guard vectorWidth == PairPacking.lanes, let code = PairCode.available else { return nil }
    let product = PairProduct(code: code)
    let gradient = PairGradient(code: code)
    let packing = PairPacking(code: code, transpose: transpose)
    let toPoints = winogradWeights
    var table = self
    table.packPanels = { packing.pack($0) }
    table.multiply = { product.multiply($0) }
    table.weightGradient = { gradient.add($0) }
    table.peak = { product.peak($0) }
    table.winogradPlainProduct = nil
    table.winogradWeights = { packing.packPoints($0, by: toPoints) }
    return table
  }
}
