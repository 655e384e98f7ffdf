/// What the user says about the reading of pictures, and who listens.
package struct PictureReading: Sendable {
  package var preparation: PicturePreparation?
  /// Leaves out pictures that cannot be read, and tells them, instead of refusing the whole set.
  package var skipsBroken: Bool
  /// Told what a user should know, such as which pictures were left out.
  package var remark: @Sendable (String) -> Void
  /// Told how many of how many pictures are read; may throw to stop.
  package var progress: @Sendable (_ read: Int, _ all: Int) throws -> Void

  package init(
    preparation: PicturePreparation? = nil, skipsBroken: Bool = false,
    remark: @escaping @Sendable (String) -> Void = { _ in },
    progress: @escaping @Sendable (_ read: Int, _ all: Int) throws -> Void = { _, _ in }
  ) {
    self.preparation = preparation
    self.skipsBroken = skipsBroken
    self.remark = remark
    self.progress = progress
  }
}
