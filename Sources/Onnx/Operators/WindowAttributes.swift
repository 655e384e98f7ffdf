import NeuralNetwork

/// Kernel, strides, dilations and padding of a convolution or pooling over a line or an image.
struct WindowAttributes {
  let kernel: Extent
  let stride: Extent
  let dilation: Extent
  let padding: Padding

  /// - Parameters:
  ///   - kernel: the weights' own, where there are weights.
  ///   - input: sizes of the input after N x C.
  init(_ call: Call, kernel known: [Int]? = nil, input: [Int]) throws {
    guard (1...2).contains(input.count) else {
      throw Fault(expected: "images of 1 or 2 sides", found: "\(input.count)")
    }
    let named = try call.integers("kernel_shape")
    guard let sides = named ?? known else { throw Fault(expected: "a kernel_shape", found: "none") }
    guard sides.count == input.count, known ?? sides == sides else {
      throw Fault(expected: "a kernel of \(known ?? input) sides", found: "\(sides)")
    }
    let strides = try Self.list(call, "strides", count: sides.count)
    let dilations = try Self.list(call, "dilations", count: sides.count)
    for (name, list) in [("kernel", sides), ("stride", strides), ("dilation", dilations)] {
      guard list.allSatisfy({ (1...Self.largest).contains($0) }) else {
        throw Fault(expected: "\(name) in 1...\(Self.largest)", found: "\(list)")
      }
    }
    let pads = try Self.pads(call, input, sides, strides, dilations)
    guard pads.allSatisfy({ (0...Self.largest).contains($0) }) else {
      throw Fault(expected: "padding in 0...\(Self.largest)", found: "\(pads)")
    }
    kernel = Self.extent(sides)
    stride = Self.extent(strides)
    dilation = Self.extent(dilations)
    padding =
      sides.count == 2
      ? Padding(top: pads[0], left: pads[1], bottom: pads[2], right: pads[3])
      : Padding(top: 0, left: pads[0], bottom: 0, right: pads[1])
  }

  private static let largest = 1 << 15

  private static func list(_ call: Call, _ name: String, count: Int) throws -> [Int] {
    let list = try call.integers(name) ?? []
    guard list.isEmpty || list.count == count else {
      throw Fault(expected: "\(count) \(name)", found: list.count)
    }
    return list.isEmpty ? [Int](repeating: 1, count: count) : list
  }

  private static func extent(_ sides: [Int]) -> Extent {
    sides.count == 2 ? Extent(sides[0], sides[1]) : Extent(1, sides[0])
  }

  /// Beginnings of all sides, then their ends.
  private static func pads(
    _ call: Call, _ input: [Int], _ kernel: [Int], _ strides: [Int], _ dilations: [Int]
  ) throws -> [Int] {
    let mode = try call.string("auto_pad", "NOTSET")
    let pads = try call.integers("pads") ?? []
    switch mode {
    case "NOTSET", "":
      guard pads.isEmpty || pads.count == 2 * input.count else {
        throw Fault(expected: "\(2 * input.count) pads", found: pads.count)
      }
      return pads.isEmpty ? [Int](repeating: 0, count: 2 * input.count) : pads
    case "VALID": return [Int](repeating: 0, count: 2 * input.count)
    case "SAME_UPPER", "SAME_LOWER":
      let totals = input.indices.map { side in
        let windows = (input[side] + strides[side] - 1) / strides[side]
        let reach = (kernel[side] - 1) * dilations[side] + 1
        return max((windows - 1) * strides[side] + reach - input[side], 0)
      }
      // Of an odd number, the larger half is at the end for UPPER, at the beginning for LOWER.
      let before = totals.map { mode == "SAME_UPPER" ? $0 / 2 : $0 - $0 / 2 }
      return before + zip(totals, before).map { $0 - $1 }
    default:
      throw Fault(expected: "auto_pad NOTSET, VALID, SAME_UPPER or SAME_LOWER", found: mode)
    }
  }
}
