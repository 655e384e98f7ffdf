/// What a picture's components stand for, and how red, green and blue are made of them.
enum JPEGColours {
  case grey
  /// Luminance and two differences of colour (T.871).
  case luminance
  case redGreenBlue
  /// Cyan, magenta, yellow and black, 255 for none, as Adobe's programs write them.
  case inverseInks
  /// The same, the first three of them as luminance and differences.
  case inverseInksAsLuminance

  /// Channels of the result.
  var channels: Int { self == .grey ? 1 : 3 }

  /// Writes a row of pixels.
  ///
  /// - Parameters:
  ///   - rows: a row of each component, of which up to seven samples beyond the width are read.
  ///   - pixels: has space for 32 bytes beyond the row's.
  func convert(
    _ rows: [UnsafePointer<UInt8>], width: Int, to pixels: UnsafeMutablePointer<UInt8>
  ) {
    switch self {
    case .grey: pixels.update(from: rows[0], count: width)
    case .luminance:
      convert(rows, width, pixels) { Self.eight($0, $1, $2) }
    case .redGreenBlue:
      convert(rows, width, pixels) { ($0, $1, $2) }
    case .inverseInks:
      convert(rows, width, pixels) { ($0, $1, $2) }
      Self.applyBlack(rows[3], width, pixels, isInverse: false)
    case .inverseInksAsLuminance:
      convert(rows, width, pixels) { Self.eight($0, $1, $2) }
      Self.applyBlack(rows[3], width, pixels, isInverse: true)
    }
  }

  private typealias Eight = SIMD8<Int16>

  @inline(__always)
  private func convert(
    _ rows: [UnsafePointer<UInt8>], _ width: Int, _ pixels: UnsafeMutablePointer<UInt8>,
    _ colours: (Eight, Eight, Eight) -> (Eight, Eight, Eight)
  ) {
    let (first, second, third) = (rows[0], rows[1], rows[2])
    for place in stride(from: 0, to: width, by: 8) {
      @inline(__always) func load(_ row: UnsafePointer<UInt8>) -> Eight {
        Eight(
          truncatingIfNeeded: UnsafeRawPointer(row + place).loadUnaligned(as: SIMD8<UInt8>.self))
      }
      let (red, green, blue) = colours(load(first), load(second), load(third))
      // Four bytes each, of which the next pixel's take the last one's place.
      let redGreen = SIMD8<Int32>(truncatingIfNeeded: red | green &<< Eight(repeating: 8))
      let high = SIMD8<Int32>(truncatingIfNeeded: blue) &<< SIMD8<Int32>(repeating: 16)
      let packed = redGreen & SIMD8<Int32>(repeating: 0xFFFF) | high
      let target = UnsafeMutableRawPointer(pixels + 3 &* place)
      for lane in 0..<8 {
        target.storeBytes(of: packed[lane], toByteOffset: 3 &* lane, as: Int32.self)
      }
    }
  }

  /// T.871, section 7, with constants of 16 bits as in libjpeg.
  ///
  /// 1.402 is 65536 + 26345, 1.772 is 131072 - 14942, 0.71414 is 65536 - 18734, and 0.34414 is 22554
  /// of 65536 parts, so that all products are of numbers of 16 bits.
  @inline(__always)
  private static func eight(
    _ luminance: Eight, _ blueness: Eight, _ redness: Eight
  ) -> (Eight, Eight, Eight) {
    let centre = Eight(repeating: 128)
    let (cb, cr) = (blueness &- centre, redness &- centre)
    @inline(__always) func times(_ values: Eight, _ factor: Int32) -> SIMD8<Int32> {
      SIMD8<Int32>(truncatingIfNeeded: values) &* .init(repeating: factor)
    }
    @inline(__always) func rounded(_ values: SIMD8<Int32>) -> Eight {
      Eight(truncatingIfNeeded: (values &+ .init(repeating: 32768)) &>> .init(repeating: 16))
    }
    @inline(__always) func byte(_ values: Eight) -> Eight {
      values.clamped(lowerBound: .init(repeating: 0), upperBound: .init(repeating: 255))
    }
    let red = luminance &+ cr &+ rounded(times(cr, 26345))
    let green = luminance &- cr &+ rounded(times(cr, 18734) &- times(cb, 22554))
    let blue = luminance &+ cb &+ cb &+ rounded(times(cb, -14942))
    return (byte(red), byte(green), byte(blue))
  }

  /// Darkens a row of colours by the black ink.
  ///
  /// - Parameter isInverse: whether the colours are those of the inks' amounts and not of the light
  ///   they let through.
  private static func applyBlack(
    _ black: UnsafePointer<UInt8>, _ width: Int, _ pixels: UnsafeMutablePointer<UInt8>,
    isInverse: Bool
  ) {
    for place in 0..<width {
      let light = Int(black[place])
      for channel in 3 * place..<3 * place + 3 {
        let ink = isInverse ? Int(pixels[channel]) : 255 - Int(pixels[channel])
        // ink x light / 255, rounded.
        let product = ink * light + 128
        pixels[channel] = UInt8(max(light - (product >> 8 + product) >> 8, 0))
      }
    }
  }
}
