import KernelInterface

/// Plain twins of the kernels: one element after the other, sums in Double.
///
/// They take what the kernels take; where these write Float, the twins fill an array of Double that
/// stands for the whole buffer, so that places that must stay untouched can be compared too.
enum ScalarKernels {
  static func clamp(_ value: Double, _ bounds: Bounds) -> Double {
    if value < Double(bounds.lower) { return Double(bounds.lower) }
    if value > Double(bounds.upper) { return Double(bounds.upper) }
    return value
  }

  /// `gradient` where y lies strictly within the bounds (or is no number), 0 elsewhere.
  static func masked(_ gradient: Float, _ y: Float, _ bounds: Bounds) -> Double {
    y <= bounds.lower || y >= bounds.upper ? 0 : Double(gradient)
  }

  /// Element (row, column) of packed panels.
  static func place(
    row: Int, column: Int, columns: Int, panelDepth: Int, _ table: KernelTable
  ) -> Int {
    let first = column / table.panelWidth * table.panelWidth
    let left = columns - first
    let width = left > table.vectorWidth ? table.panelWidth : table.vectorWidth
    return first * panelDepth + row * width + column - first
  }

  static func packPanels(_ packing: PanelPacking, _ table: KernelTable, _ panels: inout [Double]) {
    let whole =
      (packing.columns + table.vectorWidth - 1) / table.vectorWidth * table.vectorWidth
    for row in 0..<packing.rows {
      for column in 0..<whole {
        let target = place(
          row: packing.panelStart + row, column: column, columns: packing.columns,
          panelDepth: packing.panelDepth, table)
        panels[target] =
          column < packing.columns
          ? Double(packing.source[row * packing.rowStride + column * packing.columnStride]) : 0
      }
    }
  }

  /// `b` is the unpacked right side, as many rows as the product's depth, `columns` wide.
  static func multiply(
    _ product: MatrixProduct, b: [Float], columns: Int, _ c: inout [Double]
  ) {
    for row in 0..<product.rows {
      for column in product.firstColumn..<product.endColumn {
        let place = row * product.cStride + column
        var sum = product.accumulate ? c[place] : 0
        for step in 0..<product.depth {
          sum +=
            Double(product.a[row * product.aStride + step]) * Double(b[step * columns + column])
        }
        if let bias = product.epilogue.bias { sum += Double(bias[column]) }
        if let residual = product.epilogue.residual { sum += Double(residual[place]) }
        c[place] = clamp(sum, product.epilogue.bounds)
      }
    }
  }

  static func weightGradient(_ product: WeightGradient, _ result: inout [Double]) {
    for depth in 0..<product.depth {
      for column in 0..<product.columns {
        let place = depth * product.resultStride + column
        var sum = product.accumulate ? result[place] : 0
        for row in 0..<product.rows {
          sum +=
            Double(product.a[row * product.aStride + depth])
            * Double(product.d[row * product.dStride + column])
        }
        result[place] = sum
      }
    }
  }

  /// `taps` are those that the gather's runs stand for.
  static func gather(_ gather: GatherRows, taps: [Tap], _ matrix: inout [Double]) {
    for row in 0..<gather.rows {
      let position = gather.firstRow + row
      let column = position % gather.gridWidth
      let line = position / gather.gridWidth % gather.gridHeight
      let image = position / (gather.gridWidth * gather.gridHeight)
      for (number, tap) in taps.enumerated() {
        let y = line * gather.strideY + tap.dy
        let x = column * gather.strideX + tap.dx
        let isInside = (0..<gather.height).contains(y) && (0..<gather.width).contains(x)
        let pixel = (image * gather.height + y) * gather.width + x
        for channel in 0..<gather.channels {
          matrix[row * gather.rowStride + number * gather.channels + channel] =
            isInside ? Double(gather.input[pixel * gather.pixelStride + channel]) : 0
        }
      }
    }
  }

  static func moments(_ operands: Moments, _ sums: inout [Double], _ squares: inout [Double]) {
    for row in 0..<operands.rows {
      for column in 0..<operands.width {
        let value =
          Double(operands.x[row * operands.width + column]) - Double(operands.shift[column])
        sums[column] += value
        squares[column] += value * value
      }
    }
  }

  static func scaleShift(_ operands: ScaleShift, _ y: inout [Double]) {
    for index in 0..<operands.rows * operands.width {
      let column = index % operands.width
      let value =
        Double(operands.x[index]) * Double(operands.scale[column])
        + Double(operands.shift[column]) + Double(operands.residual?[index] ?? 0)
      y[index] = clamp(value, operands.bounds)
    }
  }

  static func maskedMoments(
    _ operands: MaskedMoments, _ sums: inout [Double], _ products: inout [Double]
  ) {
    for index in 0..<operands.rows * operands.width {
      let column = index % operands.width
      let y =
        operands.y?[index]
        ?? Float(
          Double(operands.shift[column])
            + Double(operands.x[index]) * Double(operands.scale[column]))
      let gradient = masked(operands.gradient[index], y, operands.bounds)
      sums[column] += gradient
      products[column] += gradient * (Double(operands.x[index]) - Double(operands.center[column]))
    }
  }

  static func normalizationGradient(
    _ operands: NormalizationGradient, _ dx: inout [Double], _ residual: inout [Double]
  ) {
    for index in 0..<operands.rows * operands.width {
      let column = index % operands.width
      let y =
        operands.y?[index]
        ?? Float(
          Double(operands.shift[column])
            + Double(operands.x[index]) * Double(operands.scale[column]))
      let gradient = masked(operands.gradient[index], y, operands.bounds)
      let value =
        gradient * Double(operands.scale[column])
        + (Double(operands.x[index]) - Double(operands.center[column]))
        * Double(operands.slope[column])
        + Double(operands.offset[column])
      dx[index] = operands.accumulate ? dx[index] + value : value
      if operands.residual != nil {
        residual[index] = operands.accumulateResidual ? residual[index] + gradient : gradient
      }
    }
  }

  static func maskGradient(_ operands: MaskGradient, _ dx: inout [Double]) {
    for index in 0..<operands.count {
      let gradient = masked(operands.gradient[index], operands.y[index], operands.bounds)
      dx[index] = operands.accumulate ? dx[index] + gradient : gradient
    }
  }

  static func add(_ operands: AddRows, _ y: inout [Double]) {
    for row in 0..<operands.rows {
      for column in 0..<operands.width {
        let place = row * operands.yStride + column
        let value = Double(operands.x[row * operands.xStride + column])
        y[place] = clamp(operands.accumulate ? y[place] + value : value, operands.bounds)
      }
    }
  }

  /// Where the lines that are worked on lie in the output.
  private static func places(of pool: PoolImage) -> Range<Int> {
    let line = pool.gridWidth * pool.channels
    return pool.lines.lowerBound * line..<pool.lines.upperBound * line
  }

  /// Calls `body(output, tap, input)` with the places of each window's channels inside the image.
  private static func forEachTap(_ pool: PoolImage, _ body: (Int, Int, Int) -> Void) {
    for output in places(of: pool) {
      let (position, channel) = output.quotientAndRemainder(dividingBy: pool.channels)
      for (number, tap) in pool.taps.enumerated() {
        let y = position / pool.gridWidth * pool.strideY + tap.dy
        let x = position % pool.gridWidth * pool.strideX + tap.dx
        guard (0..<pool.height).contains(y), (0..<pool.width).contains(x) else { continue }
        body(output, number, (y * pool.width + x) * pool.channels + channel)
      }
    }
  }

  /// The first of equal taps wins, but a NaN over everything before it, as in PyTorch.
  static func maximum(_ pool: PoolImage, _ y: inout [Double], _ choice: inout [Int32]) {
    guard let input = pool.input else { return }
    for index in places(of: pool) { y[index] = -.infinity }
    forEachTap(pool) { output, tap, place in
      let value = Double(input[place])
      if value > y[output] || value.isNaN {
        y[output] = value
        choice[output] = Int32(tap)
      }
    }
  }

  static func maximumGradient(_ pool: PoolImage, _ dx: inout [Double]) {
    guard let gradient = pool.gradient, let choice = pool.choice else { return }
    forEachTap(pool) { output, tap, place in
      if choice[output] == Int32(tap) { dx[place] += Double(gradient[output]) }
    }
  }

  private static func scale(_ pool: PoolImage, _ output: Int) -> Double {
    Double(pool.scales.map { $0[output / pool.channels] } ?? pool.scale)
  }

  static func average(_ pool: PoolImage, _ y: inout [Double]) {
    guard let input = pool.input else { return }
    for index in places(of: pool) { y[index] = 0 }
    forEachTap(pool) { output, _, place in
      y[output] += Double(input[place]) * scale(pool, output)
    }
  }

  static func averageGradient(_ pool: PoolImage, _ dx: inout [Double]) {
    guard let gradient = pool.gradient else { return }
    forEachTap(pool) { output, _, place in
      dx[place] += Double(gradient[output]) * scale(pool, output)
    }
  }

  /// The outputs of a depthwise window's lines.
  private static func elements(_ image: DepthwiseImage) -> Range<Int> {
    let line = image.gridWidth * image.channels
    return image.lines.lowerBound * line..<image.lines.upperBound * line
  }

  /// Calls `body(output, weight, input)` for each tap of a depthwise window inside the image.
  private static func forEachTap(_ image: DepthwiseImage, _ body: (Int, Int, Int) -> Void) {
    for output in elements(image) {
      let (position, channel) = output.quotientAndRemainder(dividingBy: image.channels)
      for (number, tap) in image.taps.enumerated() {
        let y = position / image.gridWidth * image.strideY + tap.dy
        let x = position % image.gridWidth * image.strideX + tap.dx
        guard (0..<image.height).contains(y), (0..<image.width).contains(x) else { continue }
        body(
          output, number * image.channels + channel,
          (y * image.width + x) * image.channels + channel)
      }
    }
  }

  static func depthwise(
    _ image: DepthwiseImage, _ input: UnsafePointer<Float>, _ epilogue: Epilogue,
    _ output: inout [Double]
  ) {
    for index in elements(image) {
      output[index] =
        Double(epilogue.bias?[index % image.channels] ?? 0)
        + Double(epilogue.residual?[index] ?? 0)
    }
    forEachTap(image) { place, weight, pixel in
      output[place] += Double(image.weights[weight]) * Double(input[pixel])
    }
    for index in elements(image) { output[index] = clamp(output[index], epilogue.bounds) }
  }

  static func depthwiseInputGradient(
    _ image: DepthwiseImage, _ gradient: UnsafePointer<Float>, _ inputGradient: inout [Double]
  ) {
    forEachTap(image) { place, weight, pixel in
      inputGradient[pixel] += Double(image.weights[weight]) * Double(gradient[place])
    }
  }

  static func depthwiseWeightGradient(
    _ image: DepthwiseImage, _ input: UnsafePointer<Float>, _ gradient: UnsafePointer<Float>,
    _ weightGradient: inout [Double]
  ) {
    forEachTap(image) { place, weight, pixel in
      weightGradient[weight] += Double(input[pixel]) * Double(gradient[place])
    }
  }

  static func momentumStep(
    _ step: MomentumStep, _ parameters: inout [Double], _ velocity: inout [Double]
  ) {
    for index in 0..<step.count {
      let gradient = Double(step.gradients[index]) + Double(step.decay) * parameters[index]
      velocity[index] = Double(step.momentum) * velocity[index] + gradient
      let direction =
        step.nesterov ? gradient + Double(step.momentum) * velocity[index] : velocity[index]
      parameters[index] -= Double(step.rate) * direction
    }
  }
}
