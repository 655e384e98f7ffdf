import Images
import Interchange

extension ByteImages {
  /// The images of an array in one of the forms that people keep them in.
  ///
  /// Axes: N x H x W x 3, N x 3 x H x W, or of grey images N x H x W, N x H x W x 1 and
  /// N x 1 x H x W, which get three equal channels. Numbers: bytes, whole numbers from 0 to 255, or
  /// fractions from 0 to 1 that are 255ths.
  ///
  /// - Throws: `InterchangeError` for anything else, as rounding would change the pixels.
  init(_ array: NumpyArray, file: String) throws {
    let axes = try Axes(array.shape, file: file)
    let values = try Self.bytes(array.elements, file: file)
    self.init(
      count: axes.count, height: axes.height, width: axes.width, pixels: axes.pixels(values))
  }

  /// Which axis is which.
  private struct Axes {
    let count: Int
    let height: Int
    let width: Int
    let channels: Int
    let areChannelsFirst: Bool

    init(_ shape: [Int], file: String) throws {
      let isKnown = { (channels: Int) in channels == ByteImages.channels || channels == 1 }
      let areChannelsLast = shape.count == 4 && isKnown(shape[3])
      areChannelsFirst = shape.count == 4 && !areChannelsLast && isKnown(shape[1])
      guard shape.allSatisfy({ $0 > 0 }), shape.count == 3 || areChannelsLast || areChannelsFirst
      else {
        throw InterchangeError(
          file: file,
          expected: "images x height x width x 3 (or x 1, or without it for grey images; or "
            + "images x 3 x height x width), at least one of each", found: "shape \(shape)")
      }
      count = shape[0]
      let sides = areChannelsFirst ? shape[2...] : shape[1...2]
      (height, width) = (sides[sides.startIndex], sides[sides.startIndex + 1])
      channels = shape.count == 3 ? 1 : areChannelsFirst ? shape[1] : shape[3]
    }

    /// The values as N x H x W x 3.
    func pixels(_ values: [UInt8]) -> [UInt8] {
      let positions = height * width
      let all = ByteImages.channels
      if channels == all, !areChannelsFirst { return values }
      return [UInt8](unsafeUninitializedCapacity: count * positions * all) { buffer, initialized in
        for image in 0..<count {
          for position in 0..<positions {
            for channel in 0..<all {
              let source =
                channels == 1
                ? image * positions + position : (image * all + channel) * positions + position
              buffer[(image * positions + position) * all + channel] = values[source]
            }
          }
        }
        initialized = count * positions * all
      }
    }
  }

  private static func bytes(_ elements: NumpyArray.Elements, file: String) throws -> [UInt8] {
    switch elements {
    case .bytes(let values): values
    case .integers(let values):
      try values.map { value in
        guard let byte = UInt8(exactly: value) else { throw foreign("\(value)", file) }
        return byte
      }
    case .floats(let values): try bytes(values, file)
    case .doubles(let values): try bytes(values, file)
    }
  }

  private static func bytes<Value: BinaryFloatingPoint>(
    _ values: [Value], _ file: String
  ) throws -> [UInt8] {
    // What a division by 255 in single precision leaves.
    let rounding: Value = 1e-4
    let scale: Value = values.contains { $0 > 1 } ? 1 : 255
    return try values.map { value in
      let scaled = value * scale
      let whole = scaled.rounded()
      guard let byte = UInt8(exactly: whole), (scaled - whole).magnitude <= rounding else {
        throw foreign("\(value)", file)
      }
      return byte
    }
  }

  private static func foreign(_ found: String, _ file: String) -> InterchangeError {
    InterchangeError(
      file: file,
      expected: "bytes (uint8), whole numbers from 0 to 255, or such divided by 255", found: found)
  }
}
