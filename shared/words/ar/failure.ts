import type { failureEn } from '../en/failure';

export const failureAr = {
  'failure.unreachable': 'الطرف الآخر لا يجيب. تُعاد المحاولة تلقائيًا.',
  'failure.limited': 'يطلب الخادم التمهّل قليلًا. تُعاد المحاولة تلقائيًا.',
  'failure.unauthenticated': 'لا يقبل الخادم بيانات الاعتماد هذه. سجّل الدخول من جديد.',
  'failure.forbidden': 'لا يُسمح لك بذلك. يمكن لمسؤول العنقود منح هذا الحق.',
  'failure.denied': 'ترفض سياسة مؤسستك هذا الإجراء.',
  'failure.conflict': 'غيّره شخص آخر في هذه الأثناء. راجعه من جديد.',
  'failure.stale': 'ما بُني عليه هذا لم يعد حديثًا. راجعه من جديد.',
  'failure.uncertain': 'أُرسل الطلب ولم يصل جواب. اقرأ النظام من جديد قبل أن تقرر.',
  'failure.invalid': 'لا يمكن استخدام هذه القيمة.',
  'failure.not-found': 'لم يعد موجودًا.',
  'failure.unsupported': 'لا يستطيع هذا النظام القيام بذلك.',
  'failure.local': 'هناك ما يمنع ذلك على هذا الجهاز.',
  'failure.cancelled': 'أُلغي.',
  'failure.bug': 'حدث خطأ في Pilothouse. انسخ التقرير وأرسله إلينا.',
  'failure.retry.self': 'تُعاد المحاولة تلقائيًا',
  'failure.retry.user': 'يحتاج إلى تدخلك',
  'failure.retry.never': 'لا تنفع إعادة المحاولة',
  'failure.detail': 'نص ما قيل',
  'failure.copy': 'نسخ التقرير',
} satisfies Record<keyof typeof failureEn, string>;
