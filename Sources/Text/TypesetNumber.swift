/// Numbers as figures and pages show them: with a minus sign, no-break spaces before %, and thin
/// spaces between thousands. `NumberText` is the same for terminals.
package enum TypesetNumber {
  /// A fixed number of decimals, rounded half up on the decimal value that is stored; numbers too
  /// large to be written so are given with an exponent.
  package static func fixed(_ value: Double, _ decimals: Int) -> String {
    let power = (0..<decimals).reduce(1.0) { product, _ in product * 10 }
    let scaled = (value.magnitude * power).rounded()
    guard value.isFinite, value.magnitude < 1e15, scaled < 1e18 else { return value.description }
    let digits = String(UInt64(scaled))
    let padded = String(repeating: "0", count: max(0, decimals + 1 - digits.count)) + digits
    let sign = value < 0 && scaled > 0 ? "−" : ""
    return decimals == 0
      ? sign + padded : sign + padded.dropLast(decimals) + "." + padded.suffix(decimals)
  }

  /// A share as a percentage, such as `15.2 %`.
  package static func percent(_ share: Double, _ decimals: Int = 1) -> String {
    fixed(share * 100, decimals) + "\u{A0}%"
  }

  /// A whole number with thin spaces between thousands.
  package static func grouped(_ value: Int) -> String {
    let digits = String(value.magnitude)
    var text = value < 0 ? "−" : ""
    for (index, digit) in digits.enumerated() {
      if index > 0, (digits.count - index).isMultiple(of: 3) { text += "\u{202F}" }
      text.append(digit)
    }
    return text
  }

  /// A number of things: `1 image`, `2 images`, and with a plural of their own `3 classes`.
  package static func counted(_ count: Int, _ thing: String, _ things: String? = nil) -> String {
    grouped(count) + " " + (count == 1 ? thing : things ?? thing + "s")
  }

  /// A change, always with its sign.
  package static func signed(_ value: Int) -> String { (value > 0 ? "+" : "") + grouped(value) }
}
