/// Builds comma-separated text, RFC 4180, with LF line ends.
///
/// Numbers are written in the fewest digits that read back as the same number. Text that begins
/// with `=`, `+`, `-` or `@`, which spreadsheets may take for a formula, is written as it is: a
/// mark before it would be part of the name for every other reader, and names come from the user's
/// own files. In a spreadsheet, import such columns as text.
package struct CSVWriter {
  package private(set) var bytes: [UInt8] = []
  private var isAtStart = true

  package init() {}

  package mutating func field(_ text: String) {
    separate()
    let special: Set<UInt8> = [0x2C, 0x22, 0x0A, 0x0D]
    if text.utf8.contains(where: special.contains) {
      bytes.append(0x22)
      for byte in text.utf8 {
        if byte == 0x22 { bytes.append(0x22) }
        bytes.append(byte)
      }
      bytes.append(0x22)
    } else {
      bytes.append(contentsOf: text.utf8)
    }
  }

  package mutating func field(_ number: Int) {
    separate()
    bytes.append(contentsOf: number.description.utf8)
  }

  package mutating func field(_ number: Float) {
    separate()
    bytes.append(contentsOf: number.description.utf8)
  }

  package mutating func field(_ number: Double) {
    separate()
    bytes.append(contentsOf: number.description.utf8)
  }

  /// A number, or an empty field for nil.
  package mutating func field(_ number: Double?) {
    if let number { field(number) } else { field("") }
  }

  package mutating func endRecord() {
    bytes.append(0x0A)
    isAtStart = true
  }

  /// One record of text fields.
  package mutating func record(_ fields: [String]) {
    fields.forEach { field($0) }
    endRecord()
  }

  /// Hands over what is written so far and begins anew, for files written piece by piece.
  package mutating func drain() -> [UInt8] {
    defer { bytes.removeAll(keepingCapacity: true) }
    return bytes
  }

  private mutating func separate() {
    if !isAtStart { bytes.append(0x2C) }
    isAtStart = false
  }
}
