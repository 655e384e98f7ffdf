import Datasets
import Explanations
import Images
import Models

/// Digests (SHA-256) of the images and the model that pieces of work were made with.
struct WorkFingerprint: Codable, Equatable {
  var images: String
  /// Nil where the work itself makes the model.
  var model: String?
  /// Of the objects' masks; nil where the work looks at none, or an earlier version kept none.
  var masks: String?

  init(_ images: ImagesToExplain, _ scorer: Scorer?, masks: ObjectMasks? = nil) {
    self.init(images.images, labels: images.labels, scorer, masks: masks)
  }

  init(
    _ bytes: ByteImages, labels: [Int], _ scorer: Scorer?, masks: ObjectMasks? = nil
  ) {
    var digest = SHA256()
    digest.update("\(bytes.count) x \(bytes.height) x \(bytes.width) \(labels)".utf8)
    digest.update(bytes.pixels)
    self.images = digest.hexadecimal()
    model = scorer?.digest
    self.masks = masks.map { SHA256.hexadecimal(of: $0.pixels.map { $0 ? 1 : 0 }) }
  }

  /// What is not as it was; nil if everything is.
  func difference(from former: WorkFingerprint) -> String? {
    if images != former.images {
      return "the work was begun with other images or labels than the data has now"
    }
    if model != former.model { return "the work was begun with another model, or other weights" }
    return masks == former.masks ? nil : "the work was begun with other masks of the objects"
  }
}
