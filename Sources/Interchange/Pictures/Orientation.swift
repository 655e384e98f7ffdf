/// How a stored picture is to be turned to be seen upright: Exif's tag 0x0112.
package enum Orientation: Int, Sendable, CaseIterable {
  case upright = 1
  case mirrored, upsideDown, flipped, transposed, turnRight, transversed, turnLeft

  /// Whether rows become columns.
  var swapsSides: Bool { rawValue >= 5 }

  /// Reads the tag of Exif data, which are a TIFF file (JEITA CP-3451, 4.6.4).
  ///
  /// - Parameter bytes: from the mark of the byte order on.
  /// - Returns: nil where there is no such tag, or what is there cannot be read.
  init?(exif bytes: [UInt8]) {
    guard bytes.count >= 8 else { return nil }
    let isLittle = bytes[0] == 0x49
    func number(_ place: Int, _ count: Int) -> Int? {
      guard place >= 0, place <= bytes.count - count else { return nil }
      let digits = bytes[place..<place + count]
      return (isLittle ? Array(digits.reversed()) : Array(digits)).reduce(0) { $0 << 8 | Int($1) }
    }
    guard bytes[0] == bytes[1], isLittle || bytes[0] == 0x4D, number(2, 2) == 42,
      let directory = number(4, 4), let entries = number(directory, 2)
    else { return nil }
    for entry in 0..<entries {
      let place = directory + 2 + 12 * entry
      guard let tag = number(place, 2), let kind = number(place + 2, 2) else { return nil }
      guard tag == 0x0112 else { continue }
      // Bytes, short and long numbers stand at the front of the entry's last four bytes.
      guard let size = [1: 1, 3: 2, 4: 4][kind], let value = number(place + 8, size) else {
        return nil
      }
      self.init(rawValue: value)
      return
    }
    return nil
  }
}

extension PixelPicture {
  /// The picture as it is to be seen.
  package func upright() -> PixelPicture {
    if orientation == .upright { return self }
    let (wide, high) = orientation.swapsSides ? (height, width) : (width, height)
    // Where the first pixel of the result is, and the steps to the next in a row and in a column.
    let (last, below) = (width - 1, (height - 1) * width)
    let (start, across, down) =
      switch orientation {
      case .upright: (0, 1, width)
      case .mirrored: (last, -1, width)
      case .upsideDown: (below + last, -1, -width)
      case .flipped: (below, 1, -width)
      case .transposed: (0, width, 1)
      case .turnRight: (below, -width, 1)
      case .transversed: (below + last, -width, -1)
      case .turnLeft: (last, width, -1)
      }
    let turned = pixels.withUnsafeBufferPointer { source in
      [UInt8](unsafeUninitializedCapacity: pixels.count) { target, initialized in
        for row in 0..<high {
          for column in 0..<wide {
            let from = (start + row * down + column * across) * channels
            let to = (row * wide + column) * channels
            for channel in 0..<channels {
              target.initializeElement(at: to + channel, to: source[from + channel])
            }
          }
        }
        initialized = pixels.count
      }
    }
    return PixelPicture(
      width: wide, height: high, channels: channels, pixels: turned, orientation: .upright)
  }
}
