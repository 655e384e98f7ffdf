/// A block of rows of C (+)= A * B, B packed in column panels.
///
/// A is `rows` x `depth` with contiguous rows `aStride` apart. B's panels hold `panelDepth` rows
/// each, of which this block uses `depth` from `panelStart` on. C is `rows` x `columns`, rows
/// `cStride` apart.
package struct MatrixProduct {
  package var a: UnsafePointer<Float>
  package var aStride: Int
  package var rows: Int
  package var b: UnsafePointer<Float>
  package var panelStart: Int
  package var panelDepth: Int
  package var depth: Int
  /// First column that is computed; a multiple of the kernel's panel width.
  package var firstColumn: Int
  package var endColumn: Int
  package var c: UnsafeMutablePointer<Float>
  package var cStride: Int
  /// Adds to what C holds instead of overwriting it.
  package var accumulate: Bool
  package var epilogue: Epilogue
  /// Whether sums are formed apart from C and then added to it, as they are with an epilogue or
  /// where C ends within a vector. Products that are parts of one must round alike, however its
  /// columns are cut.
  package var sumsApart: Bool
  package var ahead: Ahead

  package init(
    a: UnsafePointer<Float>, aStride: Int, rows: Int, b: UnsafePointer<Float>,
    panelStart: Int = 0, panelDepth: Int, depth: Int, firstColumn: Int = 0, endColumn: Int,
    c: UnsafeMutablePointer<Float>, cStride: Int, accumulate: Bool = false,
    epilogue: Epilogue = Epilogue(), sumsApart: Bool = false, ahead: Ahead = Ahead()
  ) {
    self.a = a
    self.aStride = aStride
    self.rows = rows
    self.b = b
    self.panelStart = panelStart
    self.panelDepth = panelDepth
    self.depth = depth
    self.firstColumn = firstColumn
    self.endColumn = endColumn
    self.c = c
    self.cStride = cStride
    self.accumulate = accumulate
    self.epilogue = epilogue
    self.sumsApart = sumsApart
    self.ahead = ahead
  }
}

/// What happens to a tile of C before it is stored: clamp(value + bias + residual).
package struct Epilogue {
  /// One value per column of C, or none.
  package var bias: UnsafePointer<Float>?
  /// A matrix of C's shape and row stride, or none.
  package var residual: UnsafePointer<Float>?
  package var bounds: Bounds

  package init(
    bias: UnsafePointer<Float>? = nil, residual: UnsafePointer<Float>? = nil,
    bounds: Bounds = .none
  ) {
    self.bias = bias
    self.residual = residual
    self.bounds = bounds
  }

  package var isIdentity: Bool { bias == nil && residual == nil && bounds == .none }
}

/// The limits of an activation: none, ReLU (0...infinity), ReLU6 (0...6).
package struct Bounds: Equatable, Sendable {
  package var lower: Float
  package var upper: Float

  package init(lower: Float, upper: Float) {
    self.lower = lower
    self.upper = upper
  }

  // Computed, since kernels compare with these for every tile: a stored one would be reached
  // through a check whether it is there yet.
  package static var none: Bounds { Bounds(lower: -.infinity, upper: .infinity) }
  package static var relu: Bounds { Bounds(lower: 0, upper: .infinity) }
  package static var relu6: Bounds { Bounds(lower: 0, upper: 6) }
}

/// The gradient of B in C = A * B: B' (+)= transpose(A) * D over a block of rows.
///
/// A is `rows` x `depth`, D (the gradient of C) `rows` x `columns`, `result` is `depth` x `columns`
/// with rows `resultStride` apart. `panel` is scratch of `rows` x the kernel's panel width.
package struct WeightGradient {
  package var a: UnsafePointer<Float>
  package var aStride: Int
  package var d: UnsafePointer<Float>
  package var dStride: Int
  package var rows: Int
  package var depth: Int
  package var columns: Int
  package var result: UnsafeMutablePointer<Float>
  package var resultStride: Int
  package var accumulate: Bool
  package var panel: UnsafeMutablePointer<Float>
  package var ahead: Ahead

  package init(
    a: UnsafePointer<Float>, aStride: Int, d: UnsafePointer<Float>, dStride: Int, rows: Int,
    depth: Int, columns: Int, result: UnsafeMutablePointer<Float>, resultStride: Int,
    accumulate: Bool, panel: UnsafeMutablePointer<Float>, ahead: Ahead = Ahead()
  ) {
    self.a = a
    self.aStride = aStride
    self.d = d
    self.dStride = dStride
    self.rows = rows
    self.depth = depth
    self.columns = columns
    self.result = result
    self.resultStride = resultStride
    self.accumulate = accumulate
    self.panel = panel
    self.ahead = ahead
  }
}

/// A matrix with any row and column stride, to be packed into panels from panel row `panelStart`
/// on.
package struct PanelPacking {
  package var source: UnsafePointer<Float>
  package var rowStride: Int
  package var columnStride: Int
  package var rows: Int
  package var columns: Int
  package var panels: UnsafeMutablePointer<Float>
  package var panelStart: Int
  package var panelDepth: Int

  package init(
    source: UnsafePointer<Float>, rowStride: Int, columnStride: Int, rows: Int, columns: Int,
    panels: UnsafeMutablePointer<Float>, panelStart: Int = 0, panelDepth: Int
  ) {
    self.source = source
    self.rowStride = rowStride
    self.columnStride = columnStride
    self.rows = rows
    self.columns = columns
    self.panels = panels
    self.panelStart = panelStart
    self.panelDepth = panelDepth
  }
}

/// target[column * targetStride + row] = source[row * sourceStride + column].
package struct Transposition {
  package var source: UnsafePointer<Float>
  package var sourceStride: Int
  package var rows: Int
  package var columns: Int
  package var target: UnsafeMutablePointer<Float>
  package var targetStride: Int

  package init(
    source: UnsafePointer<Float>, sourceStride: Int, rows: Int, columns: Int,
    target: UnsafeMutablePointer<Float>, targetStride: Int
  ) {
    self.source = source
    self.sourceStride = sourceStride
    self.rows = rows
    self.columns = columns
    self.target = target
    self.targetStride = targetStride
  }
}
