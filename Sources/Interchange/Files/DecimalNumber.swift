/// Numbers in decimal notation, read from bytes.
enum DecimalNumber {
  /// A whole number that fits 64 bits, with an optional sign; nil for anything else.
  static func wholeNumber(_ bytes: [UInt8], _ range: Range<Int>) -> Int? {
    bytes.withUnsafeBufferPointer { bytes in
      var position = range.lowerBound
      let sign = position < range.upperBound ? bytes[position] : 0
      if sign == UInt8(ascii: "-") || sign == UInt8(ascii: "+") { position += 1 }
      guard position < range.upperBound else { return nil }
      var value = 0
      while position < range.upperBound {
        let digit = bytes[position] &- UInt8(ascii: "0")
        guard digit < 10 else { return nil }
        // Downwards, because the smallest number has no positive counterpart.
        let (shifted, overflow) = value.multipliedReportingOverflow(by: 10)
        let (next, overflowAgain) = shifted.subtractingReportingOverflow(Int(digit))
        if overflow || overflowAgain { return nil }
        value = next
        position += 1
      }
      if sign == UInt8(ascii: "-") { return value }
      let (positive, overflow) = (0).subtractingReportingOverflow(value)
      return overflow ? nil : positive
    }
  }

  /// The Double nearest to a decimal number, infinite where it is too large; nil for text that is
  /// none.
  ///
  /// Up to 15 digits with a small exponent are exact in Double before one division or
  /// multiplication, which rounds once (Clinger 1990). All else goes to the standard library.
  static func double(_ bytes: [UInt8], _ range: Range<Int>) -> Double? {
    if let value = bytes.withUnsafeBufferPointer({ fastDouble($0, range) }) { return value }
    guard bytes[range].allSatisfy(isDecimal) else { return nil }
    return Double(String(decoding: bytes[range], as: UTF8.self))
  }

  /// What decimal numbers are written with; the standard library also reads hexadecimal and words.
  private static func isDecimal(_ byte: UInt8) -> Bool {
    switch byte {
    case 0x30...0x39, UInt8(ascii: "+"), UInt8(ascii: "-"), UInt8(ascii: "."),
      UInt8(ascii: "e"), UInt8(ascii: "E"):
      true
    default: false
    }
  }

  private static let powersOfTen: [Double] = (0...22).map { exponent in
    (0..<exponent).reduce(1) { power, _ in power * 10 }
  }

  private static func fastDouble(
    _ bytes: UnsafeBufferPointer<UInt8>, _ range: Range<Int>
  ) -> Double? {
    var position = range.lowerBound
    let end = range.upperBound
    var negative = false
    if position < end, bytes[position] == UInt8(ascii: "-") {
      negative = true
      position += 1
    }
    var mantissa: UInt64 = 0
    var digits = 0
    var exponent = 0
    var afterPoint = false
    while position < end {
      let byte = bytes[position]
      let digit = byte &- UInt8(ascii: "0")
      if digit < 10 {
        mantissa = mantissa &* 10 &+ UInt64(digit)
        digits += 1
        if afterPoint { exponent -= 1 }
        if digits > 15 { return nil }
      } else if byte == UInt8(ascii: "."), !afterPoint {
        afterPoint = true
      } else {
        break
      }
      position += 1
    }
    guard digits > 0 else { return nil }
    if position < end {
      guard bytes[position] | 0x20 == UInt8(ascii: "e"),
        let written = smallExponent(bytes, position + 1..<end)
      else { return nil }
      exponent += written
    }
    guard exponent.magnitude <= 22 else { return nil }
    let power = powersOfTen[Int(exponent.magnitude)]
    let value = exponent < 0 ? Double(mantissa) / power : Double(mantissa) * power
    return negative ? -value : value
  }

  private static func smallExponent(
    _ bytes: UnsafeBufferPointer<UInt8>, _ range: Range<Int>
  ) -> Int? {
    var position = range.lowerBound
    let sign = position < range.upperBound ? bytes[position] : 0
    if sign == UInt8(ascii: "-") || sign == UInt8(ascii: "+") { position += 1 }
    guard (1...3).contains(range.upperBound - position) else { return nil }
    var value = 0
    while position < range.upperBound {
      let digit = bytes[position] &- UInt8(ascii: "0")
      guard digit < 10 else { return nil }
      value = value * 10 + Int(digit)
      position += 1
    }
    return sign == UInt8(ascii: "-") ? -value : value
  }
}
