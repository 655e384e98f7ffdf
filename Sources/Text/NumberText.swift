import Foundation

/// Numbers as results show them to a person.
package enum NumberText {
  /// A share as a percentage: 0.1234 is `12.34 %`.
  package static func percent(_ share: Double, decimals: Int = 2) -> String {
    fixed(share * 100, decimals: decimals) + " %"
  }

  /// A number with so many decimals; no negative zero.
  package static func fixed(_ value: Double, decimals: Int) -> String {
    let text = String(format: "%.\(decimals)f", value)
    return text.hasPrefix("-") && text.allSatisfy { "-0.".contains($0) }
      ? String(text.dropFirst()) : text
  }

  /// A number of things: `1 image`, `2 images`, and with a plural of their own `3 classes`.
  package static func counted(_ count: Int, _ thing: String, _ things: String? = nil) -> String {
    "\(count) " + (count == 1 ? thing : things ?? thing + "s")
  }

  /// A change, with its sign unless it is none.
  package static func signed(_ value: Int) -> String { (value > 0 ? "+" : "") + "\(value)" }

  /// A change with so many decimals, with its sign unless it is none.
  package static func signed(_ value: Double, decimals: Int) -> String {
    let text = fixed(value, decimals: decimals)
    return text.contains { "123456789".contains($0) } && value > 0 ? "+" + text : text
  }

  /// A p-value: four decimals down to 0.001, three figures below.
  package static func pValue(_ p: Double) -> String {
    if p >= 0.001 { return fixed(p, decimals: 4) }
    return p >= 1e-300 ? String(format: "%.2e", p) : "< 1e-300"
  }
}
