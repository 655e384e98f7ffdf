/// Text for SVG and HTML.
enum Markup {
  /// Text in which nothing reads as markup; characters that XML forbids are replaced.
  static func escaped(_ text: String) -> String {
    var result = ""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "&": result += "&amp;"
      case "<": result += "&lt;"
      case ">": result += "&gt;"
      case "\"": result += "&quot;"
      case "'": result += "&#39;"
      case "\t", "\n", "\r": result.unicodeScalars.append(scalar)
      case "\u{0}"..<"\u{20}", "\u{FFFE}", "\u{FFFF}": result += "\u{FFFD}"
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result
  }

  /// One element; values of attributes and `title` are escaped, `content` is not.
  static func element(
    _ name: String, _ attributes: KeyValuePairs<String, String> = [:], content: String = ""
  ) -> String {
    let list = attributes.map { " \($0.key)=\"\(escaped($0.value))\"" }.joined()
    return content.isEmpty ? "<\(name)\(list)/>" : "<\(name)\(list)>\(content)</\(name)>"
  }
}

/// Numbers as people read them.
enum Figure {
  /// At most two decimals, without trailing zeros: for coordinates.
  static func coordinate(_ value: Double) -> String {
    let hundredths = Int((min(max(value, -1e9), 1e9) * 100).rounded())
    let (whole, rest) = hundredths.magnitude.quotientAndRemainder(dividingBy: 100)
    var text = (hundredths < 0 ? "-" : "") + String(whole)
    if rest > 0 {
      text += "." + (rest < 10 ? "0" : "") + String(rest.isMultiple(of: 10) ? rest / 10 : rest)
      if rest < 10 || !rest.isMultiple(of: 10) { return text }
    }
    return text
  }

  /// A fixed number of decimals, rounded half up on the decimal value that is stored.
  static func fixed(_ value: Double, _ decimals: Int) -> String {
    guard value.isFinite, value.magnitude < 1e15 else { return value.description }
    let power = (0..<decimals).reduce(1.0) { product, _ in product * 10 }
    let scaled = (value.magnitude * power).rounded()
    let digits = String(UInt64(scaled))
    let padded = String(repeating: "0", count: max(0, decimals + 1 - digits.count)) + digits
    let sign = value < 0 && scaled > 0 ? "−" : ""
    return decimals == 0
      ? sign + padded : sign + padded.dropLast(decimals) + "." + padded.suffix(decimals)
  }

  /// A share as a percentage, such as `15.2 %`.
  static func percent(_ share: Double, _ decimals: Int = 1) -> String {
    fixed(share * 100, decimals) + "\u{A0}%"
  }

  /// A whole number with thin spaces between thousands.
  static func grouped(_ value: Int) -> String {
    let digits = String(value.magnitude)
    var text = value < 0 ? "−" : ""
    for (index, digit) in digits.enumerated() {
      if index > 0, (digits.count - index).isMultiple(of: 3) { text += "\u{202F}" }
      text.append(digit)
    }
    return text
  }

  /// A number of things: `1 image`, `2 images`, and with a plural of their own `3 classes`.
  static func counted(_ count: Int, _ thing: String, _ things: String? = nil) -> String {
    grouped(count) + " " + (count == 1 ? thing : things ?? thing + "s")
  }

  /// A change, always with its sign.
  static func signed(_ value: Int) -> String { (value > 0 ? "+" : "") + grouped(value) }

  /// Round numbers from 0 or below `range` to at least its upper end, about `count` of them.
  ///
  /// - Parameter areWhole: of things that have no parts, such as epochs.
  static func ticks(
    _ range: ClosedRange<Double>, about count: Int = 5, areWhole: Bool = false
  ) -> [Double] {
    let span = max(range.upperBound - range.lowerBound, 1e-9)
    var unit = areWhole ? 1 : 1e-12
    while unit * 10 <= span / Double(count) { unit *= 10 }
    let factors = areWhole && unit < 10 ? [1, 2, 5, 10] : [1, 2, 2.5, 5, 10]
    let step = unit * (factors.first { $0 * unit * Double(count) >= span } ?? 10)
    let first = (range.lowerBound / step).rounded(.down)
    let last = (range.upperBound / step - 1e-9).rounded(.up)
    return (0...max(1, Int(last - first))).map { (first + Double($0)) * step }
  }

  /// The fewest decimals, six at most, that write each tick as it is: steps of 2.5 need one more than
  /// their size tells.
  static func decimals(of ticks: [Double]) -> Int {
    (0..<6).first { decimals in
      let power = (0..<decimals).reduce(1.0) { product, _ in product * 10 }
      return ticks.allSatisfy { abs($0 * power - ($0 * power).rounded()) < 1e-6 }
    } ?? 6
  }

  /// The decimals of ticks that are shares, written as percentages.
  static func percentDecimals(of ticks: [Double]) -> Int { decimals(of: ticks.map { $0 * 100 }) }
}
