import Explanations

/// What `saliency` prints as JSON; the maps are in a file of their own.
package struct SaliencyDocument: Encodable {
  package var method: String
  package var height: Int
  package var width: Int
  package var images: [ExplainedImage]

  package init(method: String, height: Int, width: Int, images: [ExplainedImage]) {
    self.method = method
    self.height = height
    self.width = width
    self.images = images
  }
}

/// Maps that say nothing: how many of each kind, and the first of them.
package struct MapFaults {
  private static let named = 10

  private var count = 0
  private var faults: [String: (count: Int, first: [Int])] = [:]

  package init() {}

  package mutating func add(_ image: ExplainedImage) {
    count += 1
    guard let fault = image.mapFault else { return }
    faults[fault, default: (0, [])].count += 1
    if faults[fault, default: (0, [])].first.count < Self.named {
      faults[fault, default: (0, [])].first.append(image.index)
    }
  }

  /// One line for each kind of fault there is.
  package var warnings: [String] {
    [MapFault.allZero, .notFinite].compactMap { fault in
      faults[fault.rawValue].map { faulty in
        let named = faulty.first.map(String.init).joined(separator: ", ")
        return "\(faulty.count) of \(count) maps are \(fault.rawValue): images \(named)"
          + (faulty.count > faulty.first.count ? ", …" : "")
      }
    }
  }
}
