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

  /// The Float nearest to a decimal number; nil for text that is none.
  ///
  /// Up to 15 digits with a small exponent are exact in Double before one division or
  /// multiplication (Clinger 1990); that result rounds to the right Float unless it lies half-way
  /// between two. All else goes to the standard library.
  static func float(_ bytes: [UInt8], _ range: Range<Int>) -> Float? {
    if let value = bytes.withUnsafeBufferPointer({ fastDouble($0, range) }),
      value.bitPattern & 0x1FFF_FFFF != 0x1000_0000,
      value == 0 || value.magnitude >= Double(Float.leastNormalMagnitude)
    {
      return Float(value)
    }
    guard bytes[range].allSatisfy({ $0 > 32 && $0 < 127 }) else { return nil }
    return Float(String(decoding: bytes[range], as: UTF8.self))
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
