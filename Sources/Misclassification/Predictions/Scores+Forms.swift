import Foundation
import Statistics

extension Predictions.Scores {
  /// The probabilities of one image's classes, whatever the scores are.
  package func probabilities(of image: Int) -> [Double] {
    switch kind {
    case .logits, .logProbabilities: Softmax(self[image]).probabilities
    case .probabilities: Array(self[image])
    }
  }

  /// Logits of one image's classes, up to a number that is added to all: those of a probability of
  /// 0 are the smallest that can be told from others.
  package func logits(of image: Int) -> [Double] {
    switch kind {
    case .logits, .logProbabilities: Array(self[image])
    case .probabilities: self[image].map { log(max($0, .leastNormalMagnitude)) }
    }
  }
}
