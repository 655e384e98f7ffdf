/// What a picture's components stand for.
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
}

/// Makes red, green and blue of the components' rows.
struct JPEGColourConversion {
  private let colours: JPEGColours
  private let width: Int
  /// The pixels of a row with even and with odd numbers: red, green, blue and an empty byte.
  private let (even, odd): (JPEGStorage<UInt32>, JPEGStorage<UInt32>)

  init(_ colours: JPEGColours, width: Int) {
    (self.colours, self.width) = (colours, width)
    (even, odd) = (JPEGStorage(count: width / 2 + 4), JPEGStorage(count: width / 2 + 4))
  }

  /// Writes a row of pixels.
  ///
  /// - Parameters:
  ///   - rows: a row of each component, of which up to seven samples beyond the width are read.
  ///   - pixels: has space for eight bytes beyond the row's.
  func convert(_ rows: [UnsafePointer<UInt8>], to pixels: UnsafeMutablePointer<UInt8>) {
    switch colours {
    case .grey: pixels.update(from: rows[0], count: width)
    case .luminance: convert(rows, pixels) { Self.eight($0, $1, $2) }
    case .redGreenBlue: convert(rows, pixels) { ($0, $1, $2) }
    case .inverseInks:
      convert(rows, pixels) { ($0, $1, $2) }
      applyBlack(rows[3], pixels, isInverse: false)
    case .inverseInksAsLuminance:
      convert(rows, pixels) { Self.eight($0, $1, $2) }
      applyBlack(rows[3], pixels, isInverse: true)
    }
  }

  @inline(__always)
  private func convert(
    _ rows: [UnsafePointer<UInt8>], _ pixels: UnsafeMutablePointer<UInt8>,
    _ colours: (EightNarrow, EightNarrow, EightNarrow) -> (EightNarrow, EightNarrow, EightNarrow)
  ) {
    let (first, second, third) = (rows[0], rows[1], rows[2])
    for place in stride(from: 0, to: width, by: 8) {
      let (red, green, blue) = colours(
        EightNarrow(samples: first + place), EightNarrow(samples: second + place),
        EightNarrow(samples: third + place))
      // The lower of two neighbours is the lower half of a number of 32 bits.
      let redGreen = unsafeBitCast(
        red | green &<< EightNarrow(repeating: 8), to: SIMD4<UInt32>.self)
      let blues = unsafeBitCast(blue, to: SIMD4<UInt32>.self)
      let (half, low) = (SIMD4<UInt32>(repeating: 16), SIMD4<UInt32>(repeating: 0xFFFF))
      UnsafeMutableRawPointer(even.start + place / 2).storeBytes(
        of: redGreen & low | blues &<< half, as: SIMD4<UInt32>.self)
      UnsafeMutableRawPointer(odd.start + place / 2).storeBytes(
        of: redGreen &>> half | blues & ~low, as: SIMD4<UInt32>.self)
    }
    // Six bytes and two empty ones; what is written behind a row's end is overwritten.
    let target = UnsafeMutableRawPointer(pixels)
    for pair in 0..<(width + 1) / 2 {
      target.storeBytes(
        of: UInt64(even.start[pair]) | UInt64(odd.start[pair]) &<< 24, toByteOffset: 6 &* pair,
        as: UInt64.self)
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
  private func applyBlack(
    _ black: UnsafePointer<UInt8>, _ pixels: UnsafeMutablePointer<UInt8>, isInverse: Bool
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
