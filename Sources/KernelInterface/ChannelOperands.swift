/// Adds to `sums` Σ(x - shift) and to `squares` Σ(x - shift)² over rows, per column.
///
/// The shift (any value near the data) keeps the difference of squares from cancelling.
package struct Moments {
  package var x: UnsafePointer<Float>
  package var rows: Int
  package var width: Int
  package var shift: UnsafePointer<Float>
  package var sums: UnsafeMutablePointer<Float>
  package var squares: UnsafeMutablePointer<Float>

  package init(
    x: UnsafePointer<Float>, rows: Int, width: Int, shift: UnsafePointer<Float>,
    sums: UnsafeMutablePointer<Float>, squares: UnsafeMutablePointer<Float>
  ) {
    self.x = x
    self.rows = rows
    self.width = width
    self.shift = shift
    self.sums = sums
    self.squares = squares
  }
}

/// y = clamp(x * scale + shift + residual), rows x width; `y` may be `x`.
package struct ScaleShift {
  package var x: UnsafePointer<Float>
  package var rows: Int
  package var width: Int
  package var scale: UnsafePointer<Float>
  package var shift: UnsafePointer<Float>
  package var residual: UnsafePointer<Float>?
  package var bounds: Bounds
  package var y: UnsafeMutablePointer<Float>

  package init(
    x: UnsafePointer<Float>, rows: Int, width: Int, scale: UnsafePointer<Float>,
    shift: UnsafePointer<Float>, residual: UnsafePointer<Float>?, bounds: Bounds,
    y: UnsafeMutablePointer<Float>
  ) {
    self.x = x
    self.rows = rows
    self.width = width
    self.scale = scale
    self.shift = shift
    self.residual = residual
    self.bounds = bounds
    self.y = y
  }
}

/// Adds Σg to `sums` and Σg(x - center) to `products`, per column; g is `gradient` where `y` lies
/// strictly within the bounds and 0 elsewhere. Without `y`, x * scale + shift stands for it: the
/// same bits that `ScaleShift` limits, and one operand less to be read.
package struct MaskedMoments {
  package var gradient: UnsafePointer<Float>
  package var y: UnsafePointer<Float>?
  package var bounds: Bounds
  package var x: UnsafePointer<Float>
  package var scale: UnsafePointer<Float>
  package var shift: UnsafePointer<Float>
  package var center: UnsafePointer<Float>
  package var rows: Int
  package var width: Int
  package var sums: UnsafeMutablePointer<Float>
  package var products: UnsafeMutablePointer<Float>

  package init(
    gradient: UnsafePointer<Float>, y: UnsafePointer<Float>?, bounds: Bounds,
    x: UnsafePointer<Float>, scale: UnsafePointer<Float>, shift: UnsafePointer<Float>,
    center: UnsafePointer<Float>, rows: Int, width: Int, sums: UnsafeMutablePointer<Float>,
    products: UnsafeMutablePointer<Float>
  ) {
    self.gradient = gradient
    self.y = y
    self.bounds = bounds
    self.x = x
    self.scale = scale
    self.shift = shift
    self.center = center
    self.rows = rows
    self.width = width
    self.sums = sums
    self.products = products
  }
}

/// dx (+)= g * scale + (x - center) * slope + offset per column, and residual (+)= g; g masked as
/// in `MaskedMoments`.
package struct NormalizationGradient {
  package var gradient: UnsafePointer<Float>
  package var y: UnsafePointer<Float>?
  package var bounds: Bounds
  package var x: UnsafePointer<Float>
  package var center: UnsafePointer<Float>
  package var scale: UnsafePointer<Float>
  package var shift: UnsafePointer<Float>
  package var slope: UnsafePointer<Float>
  package var offset: UnsafePointer<Float>
  package var rows: Int
  package var width: Int
  package var dx: UnsafeMutablePointer<Float>
  package var accumulate: Bool
  package var residual: UnsafeMutablePointer<Float>?
  package var accumulateResidual: Bool

  package init(
    gradient: UnsafePointer<Float>, y: UnsafePointer<Float>?, bounds: Bounds,
    x: UnsafePointer<Float>, center: UnsafePointer<Float>, scale: UnsafePointer<Float>,
    shift: UnsafePointer<Float>,
    slope: UnsafePointer<Float>, offset: UnsafePointer<Float>, rows: Int, width: Int,
    dx: UnsafeMutablePointer<Float>, accumulate: Bool, residual: UnsafeMutablePointer<Float>?,
    accumulateResidual: Bool
  ) {
    self.gradient = gradient
    self.y = y
    self.bounds = bounds
    self.x = x
    self.center = center
    self.scale = scale
    self.shift = shift
    self.slope = slope
    self.offset = offset
    self.rows = rows
    self.width = width
    self.dx = dx
    self.accumulate = accumulate
    self.residual = residual
    self.accumulateResidual = accumulateResidual
  }
}

/// dx (+)= gradient where y lies strictly within the bounds, 0 elsewhere; `count` floats.
package struct MaskGradient {
  package var gradient: UnsafePointer<Float>
  package var y: UnsafePointer<Float>
  package var bounds: Bounds
  package var count: Int
  package var dx: UnsafeMutablePointer<Float>
  package var accumulate: Bool

  package init(
    gradient: UnsafePointer<Float>, y: UnsafePointer<Float>, bounds: Bounds, count: Int,
    dx: UnsafeMutablePointer<Float>, accumulate: Bool
  ) {
    self.gradient = gradient
    self.y = y
    self.bounds = bounds
    self.count = count
    self.dx = dx
    self.accumulate = accumulate
  }
}

/// y = clamp(x) or y = clamp(y + x): `rows` stretches of `width` floats, at strides of their own.
package struct AddRows {
  package var x: UnsafePointer<Float>
  package var xStride: Int
  package var y: UnsafeMutablePointer<Float>
  package var yStride: Int
  package var rows: Int
  package var width: Int
  package var accumulate: Bool
  package var bounds: Bounds

  package init(
    x: UnsafePointer<Float>, xStride: Int, y: UnsafeMutablePointer<Float>, yStride: Int,
    rows: Int, width: Int, accumulate: Bool, bounds: Bounds = .none
  ) {
    self.x = x
    self.xStride = xStride
    self.y = y
    self.yStride = yStride
    self.rows = rows
    self.width = width
    self.accumulate = accumulate
    self.bounds = bounds
  }
}

/// One image's pooling, forward (`output` written) or backward (`input` gradient added to).
///
/// Forward: `output` gets the maximum or the `scale`d sum over the taps inside the image, and for
/// the maximum `choice` the number of the winning tap (the first of equals). Backward (`gradient`
/// given): adds it to `inputGradient` at the winning tap, or scaled at every tap.
package struct PoolImage {
  package var height: Int
  package var width: Int
  package var channels: Int
  /// Lines of the output that are worked on.
  package var lines: Range<Int>
  package var gridWidth: Int
  package var strideY: Int
  package var strideX: Int
  package var taps: UnsafeBufferPointer<Tap>
  package var scale: Float
  /// Scales of the grid's positions, in place of `scale`, where they differ.
  package var scales: UnsafePointer<Float>?
  package var input: UnsafePointer<Float>?
  package var output: UnsafeMutablePointer<Float>?
  package var choice: UnsafeMutablePointer<Int32>?
  package var gradient: UnsafePointer<Float>?
  package var inputGradient: UnsafeMutablePointer<Float>?

  package init(
    _ window: Window, taps: UnsafeBufferPointer<Tap>, scale: Float = 1,
    scales: UnsafePointer<Float>? = nil, input: UnsafePointer<Float>? = nil,
    output: UnsafeMutablePointer<Float>? = nil,
    choice: UnsafeMutablePointer<Int32>? = nil, gradient: UnsafePointer<Float>? = nil,
    inputGradient: UnsafeMutablePointer<Float>? = nil
  ) {
    height = window.height
    width = window.width
    channels = window.channels
    lines = 0..<window.gridHeight
    gridWidth = window.gridWidth
    strideY = window.strideY
    strideX = window.strideX
    self.taps = taps
    self.scale = scale
    self.scales = scales
    self.input = input
    self.output = output
    self.choice = choice
    self.gradient = gradient
    self.inputGradient = inputGradient
  }

  /// The same of some lines of the output only.
  package func limited(to lines: Range<Int>) -> PoolImage {
    var image = self
    image.lines = lines
    return image
  }
}

/// One SGD step on `count` parameters, as PyTorch defines it:
/// g += decay·p; v = momentum·v + g; p -= rate·(nesterov ? g + momentum·v : v).
package struct MomentumStep {
  package var parameters: UnsafeMutablePointer<Float>
  package var gradients: UnsafePointer<Float>
  package var velocity: UnsafeMutablePointer<Float>
  package var count: Int
  package var rate: Float
  package var momentum: Float
  package var decay: Float
  package var nesterov: Bool

  package init(
    parameters: UnsafeMutablePointer<Float>, gradients: UnsafePointer<Float>,
    velocity: UnsafeMutablePointer<Float>, count: Int, rate: Float, momentum: Float,
    decay: Float, nesterov: Bool
  ) {
    self.parameters = parameters
    self.gradients = gradients
    self.velocity = velocity
    self.count = count
    self.rate = rate
    self.momentum = momentum
    self.decay = decay
    self.nesterov = nesterov
  }
}
