import NeuralNetwork

/// Operators whose results are weighted sums along single axes: Resize, Upsample, and Pad with the
/// image's own pixels.
///
/// Along each axis they are a product with a known matrix, computed as a 1 x 1 convolution with the
/// axis as channels.
enum Resampling {
  /// Resize, and its predecessor Upsample.
  static func resize(_ call: Call, _ translation: Translation) throws -> [Operand] {
    let x = try call.activation()
    let rank = x.view.axes.count + 1
    let rule = try Rule(call)
    let axes =
      try call.integers("axes")?.map { try call.axis($0, rank: rank) } ?? Array(0..<rank)
    guard Set(axes).count == axes.count else { throw Fault(expected: "axes", found: "\(axes)") }
    let (scales, sizes) = try targets(call, count: axes.count)
    var result = x
    for (place, axis) in axes.enumerated() {
      if axis == 0 {
        let isSame =
          scales.map { $0[place] == 1 }
          ?? (sizes[place] == Size(factor: 1, isPerImage: true)
            || sizes[place] == Size(factor: translation.batch ?? -1))
        guard isSame else { throw Fault("resizes the batch") }
        continue
      }
      let size = x.view.sizes[axis - 1]
      let target = try scales.map { try length(size, $0[place]) } ?? sizes[place].factor
      guard (1...mostSide).contains(target) else {
        throw Fault(expected: "sizes in 1...\(mostSide)", found: target)
      }
      let scale = scales?[place] ?? Double(target) / Double(size)
      result = try translation.applied(
        try rule.matrix(from: size, to: target, scale: scale), to: result, along: axis - 1, call)
    }
    return [.computed(result)]
  }

  private static let mostSide = 1 << 14

  private static func length(_ size: Int, _ scale: Double) throws -> Int {
    guard scale.isFinite, scale > 0, Double(size) * scale <= Double(mostSide) else {
      throw Fault(expected: "scales above 0", found: scale)
    }
    return Int(Double(size) * scale)
  }

  /// Factors or sizes, of which one is given.
  private static func targets(
    _ call: Call, count: Int
  ) throws -> (scales: [Double]?, sizes: [Size]) {
    var factors: [Double]?
    if call.node.type == "Upsample", call.opset < 9 {
      guard case .floats(let list)? = call.attribute("scales") else {
        throw Fault(expected: "scales", found: "none")
      }
      factors = list.map(Double.init)
    } else {
      let index = call.node.type == "Upsample" || call.opset < 11 ? 1 : 2
      let tensor = try call.optionalKnown(index, "scales")
      factors = try tensor.flatMap { $0.count == 0 ? nil : try $0.doubles() }
    }
    if let factors {
      guard factors.count == count else {
        throw Fault(expected: "\(count) scales", found: factors.count)
      }
      return (factors, [])
    }
    let sizes = try call.known(3, "sizes").sizes()
    guard sizes.count == count else { throw Fault(expected: "\(count) sizes", found: sizes.count) }
    return (nil, sizes)
  }

  /// Pad with the image's own pixels: its border's, or those that a mirror shows.
  static func padded(
    _ x: Activation, _ before: [Int], _ after: [Int], mode: String, _ call: Call,
    _ translation: Translation
  ) throws -> Activation {
    guard before[0] + after[0] == 0 else { throw Fault("pads the batch") }
    var result = x
    for axis in 1..<before.count where before[axis] + after[axis] > 0 {
      let size = x.view.sizes[axis - 1]
      guard mode != "reflect" || max(before[axis], after[axis]) < size else {
        throw Fault(expected: "pads below the size \(size)", found: "\(before) and \(after)")
      }
      let sources = (-before[axis]..<size + after[axis]).map { place in
        switch mode {
        case "edge": min(max(place, 0), size - 1)
        case "wrap": (place % size + size) % size
        default: place < 0 ? -place : place >= size ? 2 * (size - 1) - place : place
        }
      }
      result = try translation.applied(
        sources.map { [($0, 1)] }, to: result, along: axis - 1, call)
    }
    return result
  }
}

extension Resampling {
  /// Which inputs make up each output, and by which weights.
  typealias Matrix = [[(source: Int, weight: Double)]]

  /// Where an output lies between the inputs, and how they are mixed there.
  private struct Rule {
    let mode: String
    let coordinates: String
    let nearest: String
    let cubic: Double
    let excludesOutside: Bool

    init(_ call: Call) throws {
      let isOld = call.node.type == "Upsample" || call.opset < 11
      let mode = try call.string("mode", "nearest")
      self.mode = mode == "bilinear" ? "linear" : mode
      // Before there was a choice, outputs were counted from the corner.
      coordinates = try call.string(
        "coordinate_transformation_mode", isOld ? "asymmetric" : "half_pixel")
      nearest = try call.string("nearest_mode", isOld ? "floor" : "round_prefer_floor")
      cubic = Double(try call.float("cubic_coeff_a", -0.75))
      excludesOutside = try call.flag("exclude_outside")
      call.ignore("extrapolation_value")
      guard ["nearest", "linear", "cubic"].contains(self.mode) else {
        throw Fault(expected: "mode nearest, linear or cubic", found: mode)
      }
      if try call.flag("antialias") { throw Fault("is smoothed (antialias)") }
      let policy = try call.string("keep_aspect_ratio_policy", "stretch")
      guard policy == "stretch" else {
        throw Fault(expected: "keep_aspect_ratio_policy stretch", found: policy)
      }
    }

    func matrix(from size: Int, to target: Int, scale: Double) throws -> Matrix {
      if size == target, scale == 1 { return (0..<size).map { [($0, 1)] } }
      return try (0..<target).map { output in
        taps(at: try place(of: output, size, target, scale), size)
      }
    }

    private func place(
      of output: Int, _ size: Int, _ target: Int, _ scale: Double
    ) throws -> Double {
      let output = Double(output)
      switch coordinates {
      case "half_pixel": return (output + 0.5) / scale - 0.5
      case "pytorch_half_pixel": return target > 1 ? (output + 0.5) / scale - 0.5 : 0
      case "align_corners":
        // As the standard has it, by the length before it is rounded down.
        let length = scale * Double(size)
        return length > 1 ? output * Double(size - 1) / (length - 1) : 0
      case "asymmetric": return output / scale
      case "half_pixel_symmetric":
        let share = Double(target) / (scale * Double(size))
        return Double(size) / 2 * (1 - share) + (output + 0.5) / scale - 0.5
      default: throw Fault("has the coordinates \(coordinates)")
      }
    }

    private func taps(at place: Double, _ size: Int) -> [(source: Int, weight: Double)] {
      func inside(_ source: Int) -> Int { min(max(source, 0), size - 1) }
      // Far outside there is the border alone.
      let place = min(max(place, -8), Double(size) + 8)
      let floor = place.rounded(.down)
      let share = place - floor
      switch mode {
      case "nearest": return [(inside(Int(rounded(place))), 1)]
      case "linear":
        return [(inside(Int(floor)), 1 - share), (inside(Int(floor) + 1), share)]
      default:
        var taps = (-1...2).map { step in
          (source: Int(floor) + step, weight: cubicWeight(abs(Double(step) - share)))
        }
        if excludesOutside {
          taps = taps.filter { (0..<size).contains($0.source) }
          let sum = taps.reduce(0) { $0 + $1.weight }
          return taps.map { ($0.source, $0.weight / sum) }
        }
        return taps.map { (inside($0.source), $0.weight) }
      }
    }

    private func rounded(_ place: Double) -> Double {
      switch nearest {
      case "round_prefer_ceil": (place + 0.5).rounded(.down)
      case "floor": place.rounded(.down)
      case "ceil": place.rounded(.up)
      default: (place - 0.5).rounded(.up)
      }
    }

    /// Keys 1981, equation 4, with the parameter a.
    private func cubicWeight(_ x: Double) -> Double {
      let a = cubic
      if x <= 1 { return ((a + 2) * x - (a + 3)) * x * x + 1 }
      return x < 2 ? ((a * x - 5 * a) * x + 8 * a) * x - 4 * a : 0
    }
  }
}

extension Resampling {
  /// Outputs x inputs.
  fileprivate static func weights(_ matrix: Matrix, _ inputs: Int) -> [Float] {
    var weights = [Float](repeating: 0, count: matrix.count * inputs)
    for (output, taps) in matrix.enumerated() {
      for (source, weight) in taps { weights[output * inputs + source] += Float(weight) }
    }
    return weights
  }
}

extension Translation {
  /// A value whose numbers along one axis are weighted sums of those that were there.
  fileprivate func applied(
    _ matrix: Resampling.Matrix, to x: Activation, along axis: Int, _ call: Call
  ) throws -> Activation {
    let size = x.view.sizes[axis]
    let isSame =
      matrix.count == size
      && matrix.indices.allSatisfy {
        matrix[$0].count == 1 && matrix[$0][0].source == $0 && matrix[$0][0].weight == 1
      }
    if isSame { return x }
    let (value, order) = try arranged(x, channels: axis)
    let name = layerName(call)
    let result = try builder.convolution(
      name, value, outputs: matrix.count, kernel: Extent(1))
    try addWeights(
      name + ".weight", shape: [matrix.count, size, 1, 1], Resampling.weights(matrix, size))
    var sizes = x.view.sizes
    sizes[axis] = matrix.count
    return Activation(result, View(sizes: sizes, order: order))
  }
}
