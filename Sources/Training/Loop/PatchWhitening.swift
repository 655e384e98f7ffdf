package import Images
package import NeuralNetwork
import Statistics

/// Filters that make patches of training images white: neighbouring pixels say nearly the same, and
/// what they say otherwise is lost beside it (Coates & Ng 2012, "Learning Feature Representations
/// with K-means"; as a frozen first layer: Page 2018, "How to train your ResNet").
///
/// The filters are the eigenvectors of the second moments of normalised patches, each divided by
/// the root of its eigenvalue, and their negatives, as an activation cuts one side off. Moments are
/// sums of products of bytes, which are whole numbers: they do not depend on any order.
package struct PatchWhitening {
  /// Outputs x channels x height x width.
  package let filters: [Float]

  /// Added to eigenvalues: directions in which patches hardly differ are not blown up.
  private static let epsilon = 5e-4
  /// Images that are looked at, evenly spread over all.
  private static let mostImages = 5000

  /// - Throws: what reading the images throws.
  package init(of images: StoredImages, kernel: Extent, normalization: Normalization) throws {
    let moments = try PatchMoments(
      of: images.selecting(Self.places(images.count)), kernel: kernel)
    let eigen = SymmetricEigen(moments.normalized(by: normalization))
    let scaled = zip(eigen.values, eigen.vectors).map { value, vector in
      vector.map { Float($0 / (max(value, 0) + Self.epsilon).squareRoot()) }
    }
    filters = scaled.flatMap { $0 } + scaled.flatMap { $0.map { -$0 } }
  }

  private static func places(_ count: Int) -> [Int] {
    let chosen = min(count, mostImages)
    return (0..<chosen).map { $0 * count / chosen }
  }
}

extension Parameters {
  /// Sets the tensors that begin by what the training images are.
  ///
  /// - Throws: what reading the images throws.
  package func whiten(by images: StoredImages, normalization: Normalization) throws {
    for (index, description) in descriptions.enumerated()
    where description.initializer == .whitening {
      let shape = description.shape
      let whitening = try PatchWhitening(
        of: images, kernel: Extent(shape[2], shape[3]), normalization: normalization)
      setTensor(index, to: whitening.filters)
    }
  }
}

/// Sums over all patches of a size of their bytes, and of the products of any two.
private struct PatchMoments {
  private let kernel: Extent
  private var count = 0
  private var sums: [Int]
  /// Of values i and j with i <= j, at i * values + j.
  private var products: [Int]

  private var values: Int { sums.count }

  init(of images: StoredImages, kernel: Extent) throws {
    self.kernel = kernel
    let values = ByteImages.channels * kernel.height * kernel.width
    sums = [Int](repeating: 0, count: values)
    products = [Int](repeating: 0, count: values * values)
    try images.forEachBatch { _, batch in
      for image in 0..<batch.count { add(batch[image], width: images.width) }
    }
  }

  private mutating func add(_ pixels: some RandomAccessCollection<UInt8>, width: Int) {
    let channels = ByteImages.channels
    let bytes = Array(pixels)
    let height = bytes.count / (width * channels)
    // Where each value of a patch lies from its first pixel, in PyTorch's order.
    let offsets = (0..<channels).flatMap { channel in
      (0..<kernel.height * kernel.width).map { tap in
        (tap / kernel.width * width + tap % kernel.width) * channels + channel
      }
    }
    let (rows, columns) = (height - kernel.height + 1, width - kernel.width + 1)
    let values = values
    var patch = [Int](repeating: 0, count: values)
    bytes.withUnsafeBufferPointer { bytes in
      sums.withUnsafeMutableBufferPointer { sums in
        products.withUnsafeMutableBufferPointer { products in
          for position in 0..<max(rows, 0) * max(columns, 0) {
            let first = (position / columns * width + position % columns) * channels
            for value in 0..<values { patch[value] = Int(bytes[first + offsets[value]]) }
            for value in 0..<values {
              sums[value] += patch[value]
              for other in value..<values {
                products[value * values + other] += patch[value] * patch[other]
              }
            }
          }
        }
      }
    }
    count += max(rows, 0) * max(columns, 0)
  }

  /// The means of products of normalised values.
  func normalized(by normalization: Normalization) -> [[Double]] {
    let taps = kernel.height * kernel.width
    let mean = (0..<values).map { 255 * Double(normalization.mean[$0 / taps]) }
    let deviation = (0..<values).map { 255 * Double(normalization.deviation[$0 / taps]) }
    let count = Double(max(self.count, 1))
    return (0..<values).map { i in
      (0..<values).map { j in
        let product = Double(products[min(i, j) * values + max(i, j)]) / count
        let (first, second) = (Double(sums[i]) / count, Double(sums[j]) / count)
        // E(x - a)(y - b) = cov(x, y) + (E x - a)(E y - b)
        return (product - first * second + (first - mean[i]) * (second - mean[j]))
          / (deviation[i] * deviation[j])
      }
    }
  }
}
