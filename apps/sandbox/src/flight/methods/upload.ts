import type { Method } from '../../gateway/method.ts';
import type { FlightContext } from '../context.ts';
import { mandatory } from '../request.ts';
import { done, flightMethod, recorded, refused, unknownOrder } from './method.ts';
import { owned } from './order-methods.ts';

const LARGEST_FILE = 5 * 1024 * 1024;
/** How the files that the platform takes begin: JPEG, PNG, PDF. */
const BEGINNINGS = ['ffd8ff', '89504e470d0a1a0a', '25504446'];

/** `alitrip.flight.service.upload`: a file for a special refund. */
export function uploadMethod(context: FlightContext): Method {
  const { names, store, identities } = context;
  const { uploadRequest, uploadAnswer, method } = names;
  return flightMethod(context, {
    name: method.upload,
    read: (request, files) => ({
      orderId: mandatory(request.id(uploadRequest.orderId), uploadRequest.orderId),
      name: request.text(uploadRequest.fileName),
      file: mandatory(files.get(uploadRequest.file), uploadRequest.file),
    }),
    handle: ({ orderId, name, file }, shop) =>
      recorded(context, method.upload, shop, { order: orderId }, () => {
        const order = owned(context, orderId, shop);
        if (!order) return { outcome: unknownOrder() };
        const { bytes, filename } = file;
        if (bytes.length > LARGEST_FILE) return { outcome: refused('fileRefused', '附件不能超过5MB') };
        const beginning = bytes.subarray(0, 8).toString('hex');
        if (!BEGINNINGS.some((known) => beginning.startsWith(known))) {
          return { outcome: refused('fileRefused', '附件须为JPG、PNG或PDF') };
        }
        const key = `F${String(identities.nextRefund())}`;
        store.addFile({ key, shop: shop.id, order: String(order.id), name: name ?? filename, bytes: bytes.length });
        return { outcome: done({ [uploadAnswer.fileKey]: key }) };
      }),
  });
}
