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

  @inline(__always)
  private func convert(
    _ rows: [UnsafePointer<UInt8>], _ width: Int, _ pixels: UnsafeMutablePointer<UInt8>,
    _ colours: (EightNarrow, EightNarrow, EightNarrow) -> (EightNarrow, EightNarrow, EightNarrow)
  ) {
    let (first, second, third) = (rows[0], rows[1], rows[2])
    for place in stride(from: 0, to: width, by: 8) {
      let (red, green, blue) = colours(
        EightNarrow(samples: first + place), EightNarrow(samples: second + place),
        EightNarrow(samples: third + place))
      // Four bytes each, of which the next pixel's take the last one's place.
      // Sixteen bits of red and green, whose sign is cut off, and sixteen of blue.
      let redGreen = (red | green &<< EightNarrow(repeating: 8)).wide
      let packed =
        redGreen & EightWide(repeating: 0xFFFF) | blue.wide &<< EightWide(repeating: 16)
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
    _ luminance: EightNarrow, _ blueness: EightNarrow, _ redness: EightNarrow
  ) -> (EightNarrow, EightNarrow, EightNarrow) {
    let centre = EightNarrow(repeating: 128)
    let (cb, cr) = (blueness &- centre, redness &- centre)
    let half = EightWide(repeating: 32768)
    @inline(__always) func times(_ values: EightNarrow, _ factor: Int32) -> EightWide {
      values.wide &* EightWide(repeating: factor)
    }
    let (redPart, bluePart) = (times(cr, 26345), times(cb, -14942))
    let greenPart = times(cr, 18734) &+ times(cb, -22554)
    let red = luminance &+ cr &+ EightNarrow(highHalvesOf: redPart &+ half)
    let green = luminance &- cr &+ EightNarrow(highHalvesOf: greenPart &+ half)
    let blue = luminance &+ cb &+ cb &+ EightNarrow(highHalvesOf: bluePart &+ half)
    return (red.clampedToBytes, green.clampedToBytes, blue.clampedToBytes)
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
