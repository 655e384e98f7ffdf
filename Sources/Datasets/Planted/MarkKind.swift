/// How what belongs to a class besides its object is put into an image.
package enum MarkKind: String, Sendable, Codable, CaseIterable {
  /// The whole background; only drawn images have one.
  case scene
  /// A border on all four sides.
  case frame
  /// A small square anywhere.
  case patch
  /// A colour over everything.
  case tint
  /// A pattern of light and dark over everything.
  case texture
  /// A disc before the object.
  case occluder

  private static let all = "mixed"

  /// What ``list(_:)`` reads.
  package static var listUsage: String {
    allCases.map(\.rawValue).joined(separator: ", ") + ", several with commas, or \(all)"
  }

  /// Kinds with commas between them, or `mixed` for all; nil for anything else.
  package static func list(_ text: String) -> [MarkKind]? {
    if text == all { return allCases }
    let parts = text.split(separator: ",", omittingEmptySubsequences: false)
    let kinds = parts.compactMap { MarkKind(rawValue: String($0)) }
    return kinds.count == parts.count && Set(kinds).count == kinds.count ? kinds : nil
  }
}
