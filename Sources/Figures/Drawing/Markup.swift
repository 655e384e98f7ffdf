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

/// Numbers in drawings.
enum Figure {
  /// At most two decimals, without trailing zeros; what is no number stands at 0.
  static func coordinate(_ value: Double) -> String {
    let hundredths = value.isNaN ? 0 : Int((min(max(value, -1e9), 1e9) * 100).rounded())
    let (whole, rest) = hundredths.magnitude.quotientAndRemainder(dividingBy: 100)
    var text = (hundredths < 0 ? "-" : "") + String(whole)
    if rest > 0 {
      text += "." + (rest < 10 ? "0" : "") + String(rest.isMultiple(of: 10) ? rest / 10 : rest)
      if rest < 10 || !rest.isMultiple(of: 10) { return text }
    }
    return text
  }
}
