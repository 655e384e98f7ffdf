/// What `train` measures of explanations after each epoch.
package struct AlignmentSettings: Sendable, Equatable, Codable {
  /// The name of an explanation method.
  package var method: String
  /// A file with masks of the test images, or `data`.
  package var masks: String
  /// How many test images, the first of them, are looked at.
  package var images: Int

  package init(method: String, masks: String, images: Int) {
    self.method = method
    self.masks = masks
    self.images = images
  }
}
