/// Lists in messages: sizes, pads and axes come from files and may have millions of entries.
extension DefaultStringInterpolation {
  private static var longest: Int { 16 }

  /// In brackets, cut where too long.
  mutating func appendInterpolation<Number: CustomStringConvertible>(_ list: [Number]) {
    let shown = list.prefix(Self.longest).map(\.description).joined(separator: ", ")
    let more = list.count - Self.longest
    appendLiteral("[" + shown + (more > 0 ? " and \(more) more" : "") + "]")
  }
}
