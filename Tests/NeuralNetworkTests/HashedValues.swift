import Compute
import Images
import NeuralNetwork

/// Reproducible values that need no file: value k of a name is a fixed function of the name and k.
///
/// The same generator as in Scripts/make-parity-goldens.py, which documents it.
enum HashedValues {
  static func hash(_ key: UInt64, _ index: Int) -> UInt64 {
    var z = key &+ UInt64(index + 1) &* 0x9E37_79B9_7F4A_7C15
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }

  /// FNV-1a, 64 bits.
  static func key(_ name: String) -> UInt64 {
    name.utf8.reduce(0xCBF2_9CE4_8422_2325) { ($0 ^ UInt64($1)) &* 0x100_0000_01B3 }
  }

  static func uniform(_ name: String, count: Int, _ low: Double, _ high: Double) -> [Float] {
    let key = key(name)
    return (0..<count).map { index in
      Float(low + (high - low) * (Double(hash(key, index) >> 40) * 0x1p-24))
    }
  }

  /// Numbers in 0..<bound.
  static func integers(_ name: String, count: Int, below bound: Int) -> [Int] {
    let key = key(name)
    return (0..<count).map { Int(hash(key, $0) % UInt64(bound)) }
  }

  /// The values of one parameter tensor, in PyTorch's layout.
  static func values(of tensor: ParameterDescription) -> [Float] {
    let count = tensor.count
    switch tensor.kind {
    case .runningVariance:
      return uniform(tensor.name, count: count, 0.5, 1.5)
    case .runningMean, .bias:
      return uniform(tensor.name, count: count, -0.2, 0.2)
    case .normalizationScale:
      return uniform(tensor.name, count: count, 0.5, 1)
    case .normalizationShift:
      return uniform(tensor.name, count: count, 1, 2)
    case .convolutionWeight, .linearWeight:
      let fanIn = Double(count / tensor.shape[0])
      let bound = ((tensor.kind == .linearWeight ? 1.5 : 6) / fanIn).squareRoot()
      return uniform(tensor.name, count: count, -bound, bound)
    }
  }

  static func fill(_ parameters: Parameters) {
    for (index, tensor) in parameters.descriptions.enumerated() {
      parameters.setTensor(index, to: values(of: tensor))
    }
  }

  /// Images of unit variance, N x H x W x C; numbered in PyTorch's order N x C x H x W.
  static func images(_ name: String, count: Int, shape: Shape) -> [Float] {
    let bound = 3.0.squareRoot()
    let planes = uniform(name, count: count * shape.count, -bound, bound)
    return pixelsFirst(planes, count: count, shape: shape)
  }
}

/// N x C x H x W to N x H x W x C.
func pixelsFirst(_ planes: [Float], count: Int, shape: Shape) -> [Float] {
  let pixels = shape.height * shape.width
  return (0..<count * shape.count).map { index in
    let (image, place) = index.quotientAndRemainder(dividingBy: shape.count)
    let (pixel, channel) = place.quotientAndRemainder(dividingBy: shape.channels)
    return planes[(image * shape.channels + channel) * pixels + pixel]
  }
}

/// N x H x W x C to N x C x H x W.
func planesFirst(_ pixels: [Float], count: Int, shape: Shape) -> [Float] {
  let area = shape.height * shape.width
  return (0..<count * shape.count).map { index in
    let (image, place) = index.quotientAndRemainder(dividingBy: shape.count)
    let (channel, pixel) = place.quotientAndRemainder(dividingBy: area)
    return pixels[(image * area + pixel) * shape.channels + channel]
  }
}

/// Eight sums of a tensor's elements with hashed signs, and its length (see the script).
struct Sketch: Codable {
  var norm: Double
  var sums: [Double]

  init(_ name: String, count: Int, _ value: (Int) -> Double) {
    let key = HashedValues.key(name + "/sketch")
    var squares = 0.0
    sums = [Double](repeating: 0, count: 8)
    sums.withUnsafeMutableBufferPointer { sums in
      for index in 0..<count {
        let hash = HashedValues.hash(key, index)
        let x = value(index)
        squares += x * x
        sums[Int(hash >> 61)] += hash >> 60 & 1 == 1 ? -x : x
      }
    }
    norm = squares.squareRoot()
  }

  /// An estimate of the L2 norm of the difference of the two tensors.
  ///
  /// The lengths themselves are compared too: their difference is never larger than the norm
  /// sought.
  func distance(to other: Sketch) -> Double {
    let squares = zip(sums, other.sums).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }
    return max(squares.squareRoot(), abs(norm - other.norm))
  }
}
