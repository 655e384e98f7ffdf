import Datasets
import Explanations
import Images
import Models

/// Digests (SHA-256) of the images and the model that pieces of work were made with.
struct WorkFingerprint: Codable {
  var images: String
  /// Nil where the work itself makes the model.
  var model: String?

  init(_ images: ImagesToExplain, _ scorer: Scorer?) throws {
    var digest = SHA256()
    let stored = images.images
    digest.update("\(stored.count) x \(stored.height) x \(stored.width) \(images.labels)".utf8)
    try stored.forEachIdentity { digest.update($0) }
    self.images = digest.hexadecimal()
    model = scorer?.digest
  }

  /// What is not as it was; nil if everything is.
  func difference(from former: WorkFingerprint) -> String? {
    if images != former.images {
      return "the work was begun with other images or labels than the data has now"
    }
    return model == former.model ? nil : "the work was begun with another model, or other weights"
  }
}
