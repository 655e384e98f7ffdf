import Datasets
package import Explanations
package import Images
package import Models

/// Digests (SHA-256) of the images and the model that pieces of work were made with.
package struct WorkFingerprint: Codable, Equatable {
  package var images: String
  /// Nil where the work itself makes the model.
  package var model: String?
  /// Of the objects' masks; nil where the work looks at none, or an earlier version kept none.
  package var masks: String?

  package init(_ images: ImagesToExplain, _ scorer: Scorer?, masks: ObjectMasks? = nil) throws {
    try self.init(images.images, labels: images.labels, model: scorer?.digest, masks: masks)
  }

  package init(_ images: ImagesToExplain, _ model: AskedModel, masks: ObjectMasks? = nil) throws {
    try self.init(images.images, labels: images.labels, model: model.digest, masks: masks)
  }

  /// - Parameter model: its digest.
  package init(
    _ stored: StoredImages, labels: [Int], model: String?, masks: ObjectMasks? = nil
  ) throws {
    var digest = SHA256()
    digest.update("\(stored.count) x \(stored.height) x \(stored.width) \(labels)".utf8)
    try stored.forEachIdentity { digest.update($0) }
    self.images = digest.hexadecimal()
    self.model = model
    self.masks = masks.map { SHA256.hexadecimal(of: $0.pixels.map { $0 ? 1 : 0 }) }
  }

  /// What is not as it was; nil if everything is.
  package func difference(from former: WorkFingerprint) -> String? {
    if images != former.images {
      return "the work was begun with other images or labels than the data has now"
    }
    if model != former.model { return "the work was begun with another model, or other weights" }
    return masks == former.masks ? nil : "the work was begun with other masks of the objects"
  }
}
