/// How much of a paper is done over.
package enum PaperScale: String, CaseIterable, Sendable {
  /// Within minutes, by networks and trainings that are small.
  case small
  /// As the authors did.
  case full
}
