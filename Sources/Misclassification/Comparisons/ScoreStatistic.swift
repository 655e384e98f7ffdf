import Foundation
import Statistics

/// How the score of the true class is compared with the score of the class predicted instead.
///
/// The paper defines a difference and reports a ratio, of a score it does not name (equations 4 to
/// 6); all readings are here. Each is smaller the surer the network is of its mistake.
package enum ScoreStatistic: String, Sendable, CaseIterable, Encodable {
  /// z_true - z_predicted, at most 0.
  case logitDifference = "logit-difference"
  /// p_true - p_predicted, -1...0.
  case probabilityDifference = "probability-difference"
  /// p_true / p_predicted, 0...1.
  case probabilityRatio = "probability-ratio"
  /// log(p_true / p_predicted), at most 0: the difference of the logits, by another name.
  case logRatio = "log-ratio"

  /// What it is, for titles.
  package var words: String {
    switch self {
    case .logitDifference: "logit of the true class minus logit of the predicted class"
    case .probabilityDifference: "probability of the true class minus that of the predicted class"
    case .probabilityRatio: "probability of the true class over that of the predicted class"
    case .logRatio: "log of the true class's probability over the predicted class's"
    }
  }

  /// The statistic of one image; nil where a probability of 0 has no logarithm, or the predicted
  /// class none to divide by.
  func value(
    _ scores: ArraySlice<Double>, _ kind: Predictions.Scores.Kind, label: Int, predicted: Int
  ) -> Double? {
    let own = scores[scores.startIndex + label]
    let other = scores[scores.startIndex + predicted]
    // Logarithms of probabilities differ from logits by one number for each image, which cancels.
    switch (self, kind == .logProbabilities ? .logits : kind) {
    case (_, .logProbabilities): return nil
    case (.logitDifference, .logits), (.logRatio, .logits): return own - other
    case (.logitDifference, .probabilities), (.logRatio, .probabilities):
      return own > 0 && other > 0 ? log(own / other) : nil
    case (.probabilityRatio, .logits): return exp(own - other)
    case (.probabilityRatio, .probabilities): return other > 0 ? own / other : nil
    case (.probabilityDifference, .probabilities): return own - other
    case (.probabilityDifference, .logits):
      let softmax = Softmax(scores)
      return (softmax.exponentials[label] - softmax.exponentials[predicted]) / softmax.sum
    }
  }
}
