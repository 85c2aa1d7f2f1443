"""Prints the golden numbers that the tests of io.diffferv.engine.metrics hold.

Run: python make_metric_goldens.py ../shared/metrics ../shared/clips
Made with Python 3.11.7, numpy 2.4.6, scipy 1.17.1, scikit-image 0.26.0, onnxruntime 1.32.0,
opencv-python-headless 4.13.0.92. Nothing here shares code with the engine.
"""
import sys

import cv2
import numpy as np
import onnxruntime
from scipy import ndimage
from skimage.metrics import structural_similarity
from skimage.transform import SimilarityTransform, warp

H, W = 20, 28
c, y, x = np.meshgrid(np.arange(3), np.arange(H), np.arange(W), indexing="ij")


def scene(dx, dy):
    return 0.5 + 0.3 * np.sin(0.37 * (x - dx) + 0.23 * (y - dy) + c) + 0.15 * np.cos(0.9 * (x - dx) - 0.7 * (y - dy))


def edited(image, seed):
    return image + 0.05 * np.sin(1.7 * x + 2.3 * y + 0.9 * c + seed)


def psnr(a, b):
    return 20 * np.log10(1 / np.sqrt(np.mean((a - b) ** 2)))


def ssim(a, b):
    k = np.exp(-(np.arange(-5, 6) ** 2) / (2 * 1.5**2))
    k = k / k.sum()
    window = np.outer(k, k)
    total = []
    for p, q in zip(a, b):
        f = lambda m: ndimage.correlate(m, window, mode="constant", cval=0)
        mp, mq = f(p), f(q)
        vp, vq, cov = f(p * p) - mp**2, f(q * q) - mq**2, f(p * q) - mp * mq
        total.append((2 * mp * mq + 1e-4) * (2 * cov + 9e-4) / ((mp**2 + mq**2 + 1e-4) * (vp + vq + 9e-4)))
        _, full = structural_similarity(
            p, q, gaussian_weights=True, sigma=1.5, use_sample_covariance=False, data_range=1.0, full=True)
        assert np.abs(full - total[-1])[5:-5, 5:-5].max() < 1e-9  # the padding is the only difference
    return np.mean(total)


def flows():
    yy, xx = np.meshgrid(np.arange(H), np.arange(W), indexing="ij")
    fx = 1.3 + 0.04 * np.sin(0.3 * xx + 0.2 * yy)
    fy = -0.7 + 0.03 * np.cos(0.25 * xx)
    fx[:, 20:] += 2.5  # a motion boundary
    bx, by = -1.3 + 0 * xx, 0.7 + 0.02 * np.sin(0.4 * yy)
    bx[5:9, 4:10] += 3.0  # a contradiction
    return fx, fy, bx, by


def sample(plane, fx, fy):
    yy, xx = np.meshgrid(np.arange(H), np.arange(W), indexing="ij")
    return ndimage.map_coordinates(plane, [yy + fy, xx + fx], order=1, mode="grid-constant", cval=0)


def warp_error(earlier, later):
    fx, fy, bx, by = flows()
    yy, xx = np.meshgrid(np.arange(H), np.arange(W), indexing="ij")
    wx, wy = sample(bx, fx, fy), sample(by, fx, fy)
    f2, b2 = fx**2 + fy**2, wx**2 + wy**2
    occluded = (fx + wx) ** 2 + (fy + wy) ** 2 > 0.01 * (f2 + b2) + 0.5
    g = np.zeros((H, W))
    for f in (fx, fy):
        g[:, :-1] += np.diff(f, axis=1) ** 2
        g[:-1, :] += np.diff(f, axis=0) ** 2
    boundary = g > 0.01 * f2 + 0.002
    outside = (xx + fx < 0) | (xx + fx > W - 1) | (yy + fy < 0) | (yy + fy > H - 1)
    keep = ~(occluded | boundary | outside)
    squared = sum((sample(l, fx, fy) - e) ** 2 for e, l in zip(earlier, later))
    print("comparable", keep.sum(), "occluded", occluded.sum(), "boundary", boundary.sum(), "outside", outside.sum())
    return squared[keep].sum() / (3 * keep.sum())


def faces(metrics, clips):
    reference = np.array(
        [[38.2946, 51.6963], [73.5318, 51.5014], [56.0252, 71.7366], [41.5493, 92.3655], [70.7299, 92.2041]])
    landmarks = np.array([[140.0, 130.0], [220.0, 138.0], [176.0, 180.0], [150.0, 215.0], [205.0, 221.0]])
    transform = SimilarityTransform.from_estimate(landmarks, reference)
    py, px = np.meshgrid(np.arange(288), np.arange(360), indexing="ij")
    image = np.stack([0.5 + 0.4 * np.sin(0.05 * px + 0.03 * py + k) for k in range(3)], axis=-1)
    crop = warp(image, transform.inverse, order=1, output_shape=(112, 112))
    print("crop", [round(float(crop[v, u, k]), 6) for v, u, k in ((0, 0, 0), (56, 56, 1), (111, 0, 2), (40, 90, 0))])

    session = onnxruntime.InferenceSession(metrics + "/MobileFaceNet.onnx")
    sines = np.sin(np.arange(3 * 112 * 112) * 0.01).astype(np.float32).reshape(1, 3, 112, 112)
    vector = session.run(None, {"input0": sines})[0][0]
    print("embedding", np.round(vector[:5], 6), "norm", np.linalg.norm(vector))

    vectors = []
    for name in ("grid_lbax4n.mpg", "grid_sbwe5n.mpg"):
        frame = cv2.VideoCapture(clips + "/" + name).read()[1]
        detector = cv2.FaceDetectorYN.create(metrics + "/yunet_n_320_320.onnx", "", (360, 288), 0.6, 0.3, 5000)
        face = detector.detect(frame)[1][0]
        print(name, np.round(face, 2))
        transform = SimilarityTransform.from_estimate(face[4:14].reshape(5, 2), reference)
        crop = warp(frame[:, :, ::-1] / 255.0, transform.inverse, order=1, output_shape=(112, 112))
        crop = (crop - [0.485, 0.456, 0.406]) / [0.229, 0.224, 0.225]
        vector = session.run(None, {"input0": crop.transpose(2, 0, 1)[None].astype(np.float32)})[0][0]
        vectors.append(vector / np.linalg.norm(vector))
        print("  unit embedding", np.round(vectors[-1][:5], 5))
    print("similarity of the two speakers", round(float(vectors[0] @ vectors[1]), 5))


a, b = scene(0, 0), scene(1.3, -0.7)
print("psnr", psnr(a, edited(a, 0)), "ssim", ssim(a, edited(a, 0)))
print("warp error source", warp_error(a, b), "edited", warp_error(edited(a, 0), edited(b, 1)))
faces(*sys.argv[1:3])
