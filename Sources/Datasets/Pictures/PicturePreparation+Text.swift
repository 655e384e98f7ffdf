import Images

/// The forms in which preparations are typed and stored.
extension PicturePreparation.Sides: CustomStringConvertible {
  /// Longer sides than pictures have are slips.
  private static let range = 1...16_384

  /// Reads one length for both sides, or height and width parted by `x`; nil for anything else.
  package init?(parsing text: String) {
    guard let sides = Self.lengths(text) else { return nil }
    self.init(height: sides[0], width: sides[sides.count - 1])
  }

  /// One length or two; nil for anything else.
  fileprivate static func lengths(_ text: String) -> [Int]? {
    let parts = text.split(separator: "x", omittingEmptySubsequences: false)
    let sides = parts.compactMap { Int($0) }
    guard (1...2).contains(parts.count), sides.count == parts.count,
      sides.allSatisfy(range.contains)
    else { return nil }
    return sides
  }

  package var description: String { "\(height)x\(width)" }
}

extension PicturePreparation.Size: CustomStringConvertible {
  /// Reads the length of the shorter side, or height and width parted by `x`.
  package init?(parsing text: String) {
    guard let sides = PicturePreparation.Sides.lengths(text) else { return nil }
    self =
      sides.count == 1
      ? .shorterSide(sides[0]) : .exactly(.init(height: sides[0], width: sides[1]))
  }

  package var description: String {
    switch self {
    case .shorterSide(let length): "\(length)"
    case .exactly(let sides): "\(sides)"
    }
  }
}

extension PicturePreparation: CustomStringConvertible {
  /// As sentences name it: `shorter side 256 (bilinear), middle 224x224`.
  package var description: String {
    var parts: [String] = []
    switch resize {
    case .shorterSide(let length): parts.append("shorter side \(length) (\(filter))")
    case .exactly(let sides): parts.append("\(sides) (\(filter))")
    case nil: break
    }
    if let crop { parts.append("middle \(crop)") }
    return parts.joined(separator: ", ")
  }

  /// The strings that weights files keep; empty for a preparation that changes nothing.
  package var table: [String: String] {
    var table: [String: String] = [:]
    table["resize"] = resize?.description
    table["crop"] = crop?.description
    if resize != nil { table["interpolation"] = filter.rawValue }
    return table
  }

  /// Reads such strings; nil where there are none.
  ///
  /// - Throws: `DatasetError.invalidOption` for one that is no such string.
  package init?(table: [String: String]) throws(DatasetError) {
    self.init()
    if let text = table["resize"] {
      guard let size = Size(parsing: text) else { throw Self.wrong("resize", "256x256", text) }
      resize = size
    }
    if let text = table["crop"] {
      guard let sides = Sides(parsing: text) else { throw Self.wrong("crop", "224x224", text) }
      crop = sides
    }
    if let text = table["interpolation"] {
      guard let named = ResizeFilter(rawValue: text) else {
        throw Self.wrong("interpolation", "bilinear", text)
      }
      filter = named
    }
    if resize == nil, crop == nil { return nil }
  }

  private static func wrong(_ name: String, _ example: String, _ text: String) -> DatasetError {
    .invalidOption(name: name, expected: "a value such as \(example)", found: "\"\(text)\"")
  }
}
