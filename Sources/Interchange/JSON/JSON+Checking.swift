import Foundation

extension JSON {
  /// Refuses a file with whole numbers that are too large to be counted with.
  ///
  /// What is no JSON passes: reading it says what is wrong.
  /// - Parameters:
  ///   - limit: the largest magnitude.
  ///   - exceptions: members that may be larger, as they are no counts.
  /// - Throws: `InterchangeError` naming the file and the member.
  package static func checkWholeNumbers(
    of path: String, within limit: Int, except exceptions: Set<String> = []
  ) throws {
    let bytes = try FileReader.bytes(of: path)
    guard let object = try? JSONSerialization.jsonObject(with: Data(bytes)) else { return }
    func visit(_ value: Any, _ place: String) throws {
      switch value {
      case let members as [String: Any]:
        for (key, member) in members where !exceptions.contains(key) {
          try visit(member, place.isEmpty ? key : place + "." + key)
        }
      case let elements as [Any]:
        for (number, element) in elements.enumerated() { try visit(element, place + ".\(number)") }
      case let number as NSNumber:
        let value = number.doubleValue
        guard value == value.rounded(), abs(value) > Double(limit), abs(value) < 0x1p64 else {
          return
        }
        throw InterchangeError(
          file: path, place: place, expected: "a number of at most \(limit)", found: "\(number)")
      default: break
      }
    }
    try visit(object, "")
  }
}
