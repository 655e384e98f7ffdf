import Compute
import Images
import KernelInterface
import Testing

/// Depthwise kernels of any size on whole vectors of channels, some lines at a time, against plain
/// twins.
@Suite struct DepthwiseAnyTapsTests {
  /// Lines from too short for four outputs inside to long enough for eight and more beside them.
  private static func window(_ stream: inout RandomStream) -> Window {
    let (high, wide) = (stream.integer(in: 1..<6), stream.integer(in: 1..<6))
    let (dilation, padding) = (stream.integer(in: 1..<3), stream.integer(in: 0..<4))
    let stride = (stream.integer(in: 1..<3), stream.integer(in: 1..<3))
    let (height, width) = (stream.integer(in: 9..<14), stream.integer(in: 9..<32))
    let channels = 16 * stream.integer(in: 1..<4)
    return .depthwise(
      height, width, channels: channels, kernel: (high, wide), dilation: dilation,
      padding: padding, stride: stride)
  }

  @Test(arguments: InstructionSet.available)
  func output(set: InstructionSet) {
    for seed in 0..<200 as Range<UInt64> {
      var stream = RandomStream(2, 19, seed)
      DrawnDepthwise(Self.window(&stream), mayBeInPlace: false, &stream).check(set, seed: seed)
    }
  }
}
