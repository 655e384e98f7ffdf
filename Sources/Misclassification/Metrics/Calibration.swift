import Foundation
import Statistics

/// Whether probabilities are right: of all images predicted with 0.8, are 80 % right?
package struct Calibration: Sendable, Encodable {
  /// Images whose confidence, the probability of the predicted class, lies in one range.
  package struct Bin: Sendable, Equatable, Encodable {
    /// The range's ends; the lower one is not part of it.
    package let from: Double
    package let to: Double
    package let images: Int
    package let right: Int
    /// The mean; nil without images.
    package let confidence: Double?
    /// The share that is right; nil without images.
    package let accuracy: Double?
  }

  /// Of equal width, from 0 to 1.
  package let bins: [Bin]
  /// The expected calibration error: the difference of accuracy and confidence in each bin, by the
  /// bin's share of the images (Naeini et al. 2015; Guo et al. 2017, equation 3).
  package let expectedError: Double
  /// The middle 95 % of what resampled images give. The error is a mean of absolute values, so
  /// that it lies above 0 for perfect probabilities too; the interval does not take that off.
  package let expectedErrorInterval: [Double]
  /// The largest difference in any bin (Guo et al. 2017, equation 5).
  package let largestError: Double
  package let meanConfidence: Double
  /// The mean of minus the logarithm of the true class's probability; infinite, as nil, where one
  /// is 0.
  package let negativeLogLikelihood: Double?
  /// The mean over images of the sum over classes of squared differences to the truth (Brier 1950).
  package let brier: Double

  static let usualBins = 15

  /// - Parameters:
  ///   - probabilities: of each class of each image, row-major.
  ///   - labels: at least one.
  ///   - resamples: for the interval.
  package init(
    probabilities: [[Double]], predicted: [Int], labels: [Int], binCount: Int = Self.usualBins,
    resamples: Int = 1000, seed: UInt64 = 0
  ) {
    let confidence = zip(probabilities, predicted).map { $0[$1] }
    let places = confidence.map { Self.bin(of: $0, count: binCount) }
    let isRight = zip(predicted, labels).map { $0 == $1 }
    let sums = BinSums(places, confidence, isRight, times: nil, count: binCount)
    bins = sums.bins
    expectedError = sums.expectedError
    largestError = sums.bins.compactMap { bin in
      bin.accuracy.flatMap { accuracy in bin.confidence.map { abs(accuracy - $0) } }
    }.max() ?? 0
    let bootstrap = Bootstrap(things: labels.count, resamples: resamples, seed: seed)
    let errors = bootstrap.map { times in
      BinSums(places, confidence, isRight, times: times, count: binCount).expectedError
    }
    let interval = try? PercentileInterval.of(errors)
    expectedErrorInterval = interval.map { [$0.lowerBound, $0.upperBound] } ?? []
    let count = Double(labels.count)
    meanConfidence = confidence.reduce(0, +) / count
    let logarithms = zip(probabilities, labels).reduce(0) { $0 - log($1.0[$1.1]) }
    negativeLogLikelihood = logarithms.isFinite ? logarithms / count : nil
    brier =
      zip(probabilities, labels).reduce(0) { sum, image in
        sum
          + image.0.enumerated().reduce(0) { sum, score in
            let miss = score.element - (score.offset == image.1 ? 1 : 0)
            return sum + miss * miss
          }
      } / count
  }

  /// The bin of a confidence; the upper end belongs to it, as in Guo et al.
  private static func bin(of confidence: Double, count: Int) -> Int {
    min(max(Int((confidence * Double(count)).rounded(.up)) - 1, 0), count - 1)
  }

  /// What bins hold, each image as often as it was drawn.
  private struct BinSums {
    private var images: [Int]
    private var right: [Int]
    private var confidence: [Double]
    private var all = 0

    init(
      _ places: [Int], _ confidences: [Double], _ isRight: [Bool], times: [Int32]?, count: Int
    ) {
      images = Array(repeating: 0, count: count)
      right = images
      confidence = Array(repeating: 0, count: count)
      for (image, place) in places.enumerated() {
        let drawn = times.map { Int($0[image]) } ?? 1
        images[place] += drawn
        right[place] += isRight[image] ? drawn : 0
        confidence[place] += Double(drawn) * confidences[image]
        all += drawn
      }
    }

    var expectedError: Double {
      images.indices.reduce(0) { $0 + abs(Double(right[$1]) - confidence[$1]) } / Double(all)
    }

    var bins: [Bin] {
      images.indices.map { place in
        let (count, width) = (Double(images[place]), 1 / Double(images.count))
        return Bin(
          from: Double(place) * width, to: Double(place + 1) * width, images: images[place],
          right: right[place], confidence: images[place] == 0 ? nil : confidence[place] / count,
          accuracy: images[place] == 0 ? nil : Double(right[place]) / count)
      }
    }
  }
}
