extension MethodParameter where Value == Int {
  /// A whole number in a range.
  package init(
    _ name: String, _ placeholder: String, in range: ClosedRange<Int>, default fallback: Int,
    help: String
  ) {
    self.init(
      name, placeholder, .wholeNumber(range), default: fallback, described: "\(fallback)",
      help: help, isAllowed: { range.contains($0) }, convert: { Int($0) })
  }
}

extension MethodParameter where Value == Double {
  /// A number in a range.
  package init(
    _ name: String, _ placeholder: String, in range: ClosedRange<Double>,
    default fallback: Double, help: String
  ) {
    self.init(
      name, placeholder, .number(range), default: fallback, described: "\(fallback)", help: help,
      isAllowed: { range.contains($0) }, convert: { Double($0) })
  }

  /// A number in a range whose lower bound is left out.
  package init(
    _ name: String, _ placeholder: String, above low: Double, upTo high: Double,
    default fallback: Double, help: String
  ) {
    self.init(
      name, placeholder, .numberAbove(low, upTo: high), default: fallback,
      described: "\(fallback)", help: help, isAllowed: { $0 > low && $0 <= high },
      convert: { Double($0) })
  }
}

extension MethodParameter
where Value: CaseIterable & RawRepresentable, Value.RawValue == String {
  /// One of the names of an enumeration, which are listed at the end of the help.
  package init(_ name: String, _ placeholder: String, default fallback: Value, help: String) {
    let names = Value.allCases.map(\.rawValue)
    self.init(
      name, placeholder, .choice(names), default: fallback, described: fallback.rawValue,
      help: help + ": " + names.joined(separator: ", ") + ".", convert: { Value(rawValue: $0) })
  }
}

extension MethodParameter where Value == BoxShape? {
  /// A box, or what the size of the images calls for.
  package init(_ name: String, otherwise: String, help: String) {
    self.init(
      name, "HEIGHTxWIDTH", .box, default: nil, described: otherwise, help: help,
      convert: { text in (try? BoxShape(parsing: text)).map(Optional.some) })
  }
}

extension MethodParameter where Value == Int? {
  /// A whole number in a range, or what the size of the images calls for.
  package init(
    _ name: String, _ placeholder: String, in range: ClosedRange<Int>, otherwise: String,
    help: String
  ) {
    self.init(
      name, placeholder, .wholeNumber(range), default: nil, described: otherwise, help: help,
      isAllowed: { $0.map(range.contains) ?? true }, convert: { Int($0).map(Optional.some) })
  }
}

extension MethodParameter where Value == Segmentation {
  package init(_ name: String, default fallback: Segmentation, help: String) {
    self.init(
      name, "KIND", .segmentation, default: fallback, described: "\(fallback)", help: help,
      convert: { try? Segmentation(parsing: $0) })
  }
}
